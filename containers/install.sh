#!/bin/sh
# What both recipes run, in the folder that they have copied the project to: the Makefile's own installation, each
# package by its hash. torch comes from the index, or where PIP_EXTRA_INDEX_URL says, such as that of its builds without CUDA.
set -eu
cd "$(dirname "$0")/.."
if [ "${1-}" = --system ]; then
	apt-get update
	apt-get install --yes --no-install-recommends libgomp1 make
	rm -rf /var/lib/apt/lists/*
fi
export PIP_NO_CACHE_DIR=1
make .venv/viewer
.venv/bin/python -m pip check
