from streamlit import config
from streamlit.config import get_config_options

from segstudy.application.app_command import LOCAL, streamlit_options
from segstudy.application.cli import main


def test_every_setting_is_one_that_streamlit_knows():
    known = get_config_options(force_reparse=True)
    options = streamlit_options(LOCAL, 8501, headless=True)
    assert options.keys() <= known.keys()
    assert config.get_option("browser.gatherUsageStats") is True  # what is switched off here
    assert options["browser.gatherUsageStats"] == "false"
    assert options["logger.hideWelcomeMessage"] == "true"  # else whoever has a coding agent is offered to install more
    assert options["server.address"] == "127.0.0.1"


def test_another_address_has_to_be_asked_for():
    assert streamlit_options("0.0.0.0", 80, headless=True)["server.address"] == "0.0.0.0"


def test_a_missing_streamlit_is_said_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr("segstudy.application.app_command.find_spec", lambda name: None)
    assert main(["app"]) == 2
    assert capsys.readouterr().err == "segstudy: the viewer needs Streamlit; install `segstudy[app]`\n"
