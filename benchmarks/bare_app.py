"""The peer of the opening benchmark: a bare Streamlit app with one slider and one table."""

import pandas as pd
import streamlit as st

st.title("A table")
rows = st.slider("Rows", 1, 100, 10)
st.table(pd.DataFrame({"x": range(rows), "y": [place**2 for place in range(rows)]}))
