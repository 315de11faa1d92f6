"""Which specwork this is."""


def version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to load, and seldom asked

    try:
        return version("specwork")
    except PackageNotFoundError:
        return "from a checkout"
