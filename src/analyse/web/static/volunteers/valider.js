// Answers a block without a page in between. Answers wait in the browser until they are received;
// an answer sent twice counts once, because its identifier was made here. Plain HTTP: no service
// worker, no crypto.randomUUID.
"use strict";
(function () {
  const bloc = document.getElementById("bloc");
  if (!bloc) return;
  const cards = Array.from(bloc.querySelectorAll("form.carte"));
  const end = document.getElementById("envoyer");
  const back = document.getElementById("reprendre");
  const count = document.getElementById("compte");
  const progress = bloc.querySelector("progress");
  const waiting = document.getElementById("attente");
  const feedback = document.getElementById("retour");
  const campaign = Number(bloc.dataset.campagne);
  const number = Number(bloc.dataset.bloc);
  const key = "analyse-file-" + bloc.dataset.code;
  const BATCH = 50;
  let memory = null;
  let sending = false;
  let delay = 1000;
  let timer = 0;
  let stopped = "";

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && Array.isArray(kept.votes)) return kept;
    } catch (error) { /* no storage: memory is all there is */ }
    return memory || { votes: [], envoi: null };
  }
  function save(queue) {
    memory = queue;
    try { localStorage.setItem(key, JSON.stringify(queue)); } catch (error) { /* idem */ }
  }
  function identifier() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  }
  function moment() { return new Date().toISOString(); }

  function choiceOf(card) { return card.dataset.choix || ""; }
  function setChoice(card, choice) {
    card.dataset.choix = choice;
    for (const button of card.querySelectorAll("button[name=choix]")) {
      if (button.value === choice) button.setAttribute("aria-pressed", "true");
      else button.removeAttribute("aria-pressed");
    }
  }
  // What waits here is newer than what the page says.
  for (const vote of load().votes) {
    const card = cards.find((one) => one.dataset.carte === vote.carte);
    if (card && vote.campagne === campaign) setChoice(card, vote.choix);
  }

  function position() {
    const at = cards.findIndex((card) => !choiceOf(card));
    return at < 0 ? cards.length : at;
  }
  function show(focus) {
    const at = position();
    cards.forEach((card, index) => { card.hidden = index !== at; });
    end.hidden = at < cards.length;
    back.hidden = !cards.some(choiceOf) || leaving();
    count.textContent = at < cards.length ? "Carte " + (at + 1) + " sur " + cards.length : "Bloc terminé";
    document.title = count.textContent + " · " + document.title.split(" · ").slice(1).join(" · ");
    progress.value = at;
    if (focus) {
      window.scrollTo(0, 0);
      const heading = (at < cards.length ? cards[at] : end).querySelector("h1");
      if (heading) heading.focus({ preventScroll: true });
    }
    const queue = load();
    const left = queue.votes.length;
    waiting.hidden = !(left || queue.envoi) || (sending && !stopped);
    if (stopped) waiting.textContent = stopped;
    else if (left) waiting.textContent = left + (left > 1 ? " réponses" : " réponse") + " en attente d'envoi";
    else waiting.textContent = "Bloc en attente d'envoi";
  }
  function leaving() { const q = load(); return Boolean(q.envoi && q.envoi.bloc === number); }

  function put(card, choice, text) {
    const queue = load();
    queue.votes.push({ id: identifier(), campagne: campaign, carte: card.dataset.carte, choix: choice, texte: text, a: moment() });
    save(queue);
    setChoice(card, choice);
  }
  function answer(card, choice) {
    if (leaving()) return;
    const field = card.querySelector("input[name=texte]");
    put(card, choice, field ? field.value : "");
    const told = card.querySelector(".reponse-essai");
    feedback.hidden = !told;
    feedback.textContent = told ? told.textContent : "";
    show(true);
    flush();
  }
  function undo() {
    if (leaving()) return;
    // The last answered card before the current one.
    const answered = cards.slice(0, position()).filter(choiceOf);
    if (!answered.length) return;
    put(answered[answered.length - 1], "", "");
    feedback.hidden = true;
    show(true);
    flush();
  }
  function leave() {
    if (position() < cards.length) return;
    const queue = load();
    queue.envoi = { campagne: campaign, bloc: number };
    save(queue);
    show(false);
    flush();
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  }
  async function flush() {
    const queue = load();
    if (sending || (!queue.votes.length && !queue.envoi)) { show(false); return; }
    sending = true;
    clearTimeout(timer);
    const batch = queue.votes.slice(0, BATCH);
    const last = queue.envoi && batch.length === queue.votes.length;
    let refused = false;
    try {
      const response = await fetch("/valider/votes", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept": "application/json" },
        body: JSON.stringify({ votes: batch, campagne: last ? queue.envoi.campagne : 0, envoi: last ? queue.envoi.bloc : 0 }),
      });
      if (response.ok) {
        const known = new Set((await response.json()).recus);
        const now = load();
        now.votes = now.votes.filter((vote) => !known.has(vote.id));
        if (last && !now.votes.length) now.envoi = null;
        save(now);
        delay = 1000;
        stopped = "";
        sending = false;
        if (last && queue.envoi.bloc === number && !now.votes.length) { location.assign("/valider/merci"); return; }
        show(false);
        if (now.votes.length || now.envoi) later(0);
        return;
      }
      if (response.status === 401 || response.status === 403) {
        stopped = load().votes.length + " réponses en attente\u00a0: ouvrez de nouveau votre lien, elles partiront.";
      } else if (response.status === 422 || response.status === 404) {
        refused = true;
      }
    } catch (error) { /* no network: it goes later */ }
    sending = false;
    if (refused) {
      // One answer that the site does not understand must not hold the others.
      await alone(batch);
      return;
    }
    show(false);
    if (!stopped) { delay = Math.min(delay * 2, 30000); later(delay); }
  }
  async function alone(batch) {
    for (const vote of batch) {
      try {
        const response = await fetch("/valider/votes", {
          method: "POST",
          headers: { "Content-Type": "application/json", "Accept": "application/json" },
          body: JSON.stringify({ votes: [vote], campagne: 0, envoi: 0 }),
        });
        if (response.ok || response.status === 422 || response.status === 404) {
          const now = load();
          now.votes = now.votes.filter((one) => one.id !== vote.id);
          save(now);
        } else { break; }
      } catch (error) { break; }
    }
    show(false);
    const left = load();
    if (left.votes.length || left.envoi) later(delay);
  }

  for (const card of cards) {
    card.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (button && button.name === "choix") answer(card, button.value);
    });
    // Enter in the field must not choose the first answer by itself.
    const field = card.querySelector("input[name=texte]");
    if (field) field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); field.blur(); }
    });
  }
  back.addEventListener("submit", (event) => { event.preventDefault(); undo(); });
  end.addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    if (event.key === "ArrowLeft" || event.key === "u" || event.key === "U") { event.preventDefault(); undo(); return; }
    if (/^[1-9]$/.test(event.key)) {
      const card = cards[position()];
      const button = card && card.querySelectorAll("button[name=choix]")[Number(event.key) - 1];
      if (button) { event.preventDefault(); answer(card, button.value); }
    }
  });
  window.addEventListener("online", () => { delay = 1000; flush(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  if (leaving()) back.hidden = true;
  show(false);
  flush();
})();
