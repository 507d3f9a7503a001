"""Sphinx configuration: the pages of this folder, and the API from the docstrings."""

import sys
from pathlib import Path

from hyperstream.version import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "HyperStream"
author = "The HyperStream developers"
project_copyright = "2016-2026, The HyperStream developers"
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "tool_catalogue",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"HyperStream {version}"
html_static_path = ["_static"]

# Single backquotes in docstrings name Python things; a link where there is one to link to.
default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "show-inheritance": True, "exclude-members": "__new__, __init__"}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
# A name that stands in two rooms (Stream the class, stream the room) is linked to one of them.
suppress_warnings = ["ref.python"]
# Here the examples of the pages run; those of docstrings run in their modules, by pytest.
doctest_test_doctest_blocks = ""
doctest_global_setup = """
import warnings
from hyperstream.utils.errors import LateDataWarning
warnings.simplefilter("ignore", LateDataWarning)
"""
