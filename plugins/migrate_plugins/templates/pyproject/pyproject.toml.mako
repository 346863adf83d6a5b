
[tool.${section}]
# The folder with env.py, the template of new revisions, and the revisions in versions/.
script_location = ${quoted(script_location)}
# Folders that Python imports from, so that env.py finds your models; here the project's own.
prepend_sys_path = ["%(here)s"]
# Tools that go over each new revision are tables of their own:
# [[tool.${section}.post_write_hooks]]
# name = "black"
