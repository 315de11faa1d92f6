# {{title}}
# {{description}}


def test_it_holds() -> None:
    raise NotImplementedError("say what must hold")
