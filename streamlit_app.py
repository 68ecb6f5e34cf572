"""Retention Lab in the browser: `streamlit run streamlit_app.py`.

Streamlit runs this file as ``__main__`` for every view; the server itself imports it once for `app`,
which adds the middleware that gives a browser its sitting.
"""

if __name__ == "__main__":
    from pages.ui import shell

    shell.run()
else:
    from pages.ui.serving import create_app

    app = create_app(__file__)
