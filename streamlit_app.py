"""Retention Lab in the browser: `streamlit run streamlit_app.py`.

Streamlit runs this file as ``__main__`` for every view; the server itself imports it once for `app`,
whose middleware gives each browser the key of its sitting.
"""

import streamlit as st

if __name__ == "__main__":
    from pages.ui import shell

    shell.run()
else:
    from pages.ui import serving

    app = st.App(__file__, middleware=serving.middleware(), on_script_error=serving.on_script_error)
