"""Who drives the command line: a person, a coding agent, or a machine that tests.

Told from the environment that is handed in, by the variables that agents set for the commands they run. Variables that
an editor sets for a person's terminal too (`CURSOR_TRACE_ID`, `VSCODE_PID`) tell nothing, and neither do settings.
"""

from collections.abc import Mapping

OURS = "SPECWORK_AGENT"
NOBODY = ("", "0", "false", "no", "off")
NAMED = "AI_AGENT"  # its value names the agent
AGENTS = {
    "AMP_CURRENT_THREAD_ID": "amp",  # before Claude, whose variable it sets too
    "CODEX_SANDBOX": "codex",
    "CODEX_SANDBOX_NETWORK_DISABLED": "codex",
    "CODEX_THREAD_ID": "codex",
    "CODEX_CI": "codex",
    "GEMINI_CLI": "gemini",
    "QWEN_CODE": "qwen",
    "OPENCODE": "opencode",
    "CURSOR_AGENT": "cursor",
    "COPILOT_CLI": "copilot",
    "CRUSH": "crush",
    "AUGMENT_AGENT": "augment",
    "ANTIGRAVITY_AGENT": "antigravity",
    "CLINE_ACTIVE": "cline",
    "CLAUDECODE": "claude",
    "CLAUDE_CODE_ENTRYPOINT": "claude",
}
GENERAL = {"1": "an agent", "true": "an agent", "amp": "amp", "crush": "crush", "goose": "goose"}  # of AGENT alone


def driven(environment: Mapping[str, str]) -> str | None:
    """Which agent drives, or `CI`; None for a person. `SPECWORK_AGENT=0` says that it is a person after all.

    >>> driven({"CLAUDECODE": "1"}), driven({"CI": "true"}), driven({"CI": "true", "SPECWORK_AGENT": "0"})
    ('claude', 'CI', None)
    """
    if ours := environment.get(OURS, ""):
        return None if _says_no(ours) else ours
    named = environment.get(NAMED, "")
    if not _says_no(named):
        return named
    for variable, agent in AGENTS.items():
        if not _says_no(environment.get(variable, "")):
            return agent
    if general := GENERAL.get(environment.get("AGENT", "").casefold()):
        return general
    return None if _says_no(environment.get("CI", "")) else "CI"


def _says_no(value: str) -> bool:
    return value.strip().casefold() in NOBODY
