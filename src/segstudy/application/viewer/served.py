"""The viewer as Streamlit serves it: its page behind its guard."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from segstudy.application.app_command import HOSTS
from segstudy.application.limits import MOST_HELD_MB
from segstudy.application.viewer.guard import Guard

app = st.App(
    Path(__file__).with_name("page.py"),
    middleware=[Middleware(Guard, hosts=os.environ.get(HOSTS, "").split(), most_bytes=MOST_HELD_MB << 20)],
)
