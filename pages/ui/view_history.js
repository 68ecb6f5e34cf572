/* One entry of browser history per view.
   Streamlit writes a visited page's address and the view's codes one after the other, in either order, and one more
   address when a button changes the page. So:
   - an address without its language is not a view yet: what is written next takes its place;
   - what a page's first run adds to its address takes its place, until the reader touches the page;
   - codes written under the page that is being left move to the page they belong to.
   The language in the address is also told to screen readers. */
(() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const languages = { en: "en", zh: "zh-CN" };
  let arriving = true;
  let misplaced = false;
  const isView = (address) => address.searchParams.has("lang");
  const speak = () => {
    const language = new URL(location.href).searchParams.get("lang");
    document.documentElement.lang = languages[language] || document.documentElement.lang;
  };
  const touched = () => {
    arriving = false;
    misplaced = false;
  };
  for (const event of ["pointerdown", "keydown", "click", "popstate"]) addEventListener(event, touched, true);
  addEventListener("popstate", speak);
  history.pushState = (state, title, text) => {
    const here = new URL(location.href);
    const address = new URL(text, here);
    const visit = address.pathname !== here.pathname;
    const inPlace = !isView(here) || (visit ? misplaced && address.search === here.search : arriving);
    (inPlace ? replace : push)(state, title, text);
    arriving = arriving || visit;
    misplaced = !visit && !inPlace;
    speak();
  };
  history.replaceState = (state, title, text) => {
    replace(state, title, text);
    speak();
  };
  speak();
})();
