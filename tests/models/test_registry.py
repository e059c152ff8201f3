import ast
from pathlib import Path

import pytest

from segstudy.models import registry
from segstudy.models.registry import GIVEN, MODELS, argument_names, builder_of, dimensions, model_words, signature
from segstudy.running.errors import StudyError

ROOM = Path(registry.__file__).parent


@pytest.mark.parametrize("name", MODELS)
def test_a_network_is_one_file_of_its_name_that_says_all_of_it(name):
    module, _, attribute = builder_of(name).partition(":")
    assert module == f"segstudy.models.{name}"
    source = ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))
    assert attribute in {node.name for node in source.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assert all(model_words(name))
    given = (
        {argument.arg for argument in signature(name).args.args} - set(argument_names(name)) - {"self", "architecture"}
    )
    assert given == {"in_channels", "classes", *(["patch"] if dimensions(name) == 3 else [])}
    assert given <= set(GIVEN)


def test_every_file_that_says_a_name_is_in_the_registry():
    saying = {path.stem for path in ROOM.glob("*.py") if "\nNAME = " in path.read_text(encoding="utf-8")}
    assert saying == set(MODELS)


def test_an_unknown_network_is_refused():
    with pytest.raises(StudyError, match="no network is called 'enett'"):
        builder_of("enett")
