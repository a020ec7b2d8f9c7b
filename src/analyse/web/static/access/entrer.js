// The token is in the fragment of the address: no server, no log and no Referer ever sees it.
const token = location.hash.slice(1);
if (token) {
  document.getElementById("jeton").value = token;
  document.getElementById("saisie").hidden = true;
  document.getElementById("pret").hidden = false;
  history.replaceState(null, "", location.pathname);
}
