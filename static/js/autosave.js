// Sends each answer as it is given, and keeps it in this browser until the server's receipt arrives.
// The page works without this: every answer also goes with the form.

const form = document.querySelector("form[data-save]");
const place = form ? `titian:jawab:${form.dataset.attempt}:` : "";
const statusLine = form?.querySelector("[data-status]");
const notice = form?.querySelector("[data-notice]");
const NOT_AN_ANSWER = ["csrfmiddlewaretoken", "revisi", "ke"];
const RETRY_MS = 15_000;
const PATIENCE_MS = 4_000;

// Browsers may forbid storage; then an answer lives as long as its page.
const memory = new Map();
const store = {
  get: (key) => { try { return localStorage.getItem(key) ?? memory.get(key); } catch { return memory.get(key); } },
  set: (key, text) => { memory.set(key, text); try { localStorage.setItem(key, text); } catch { /* full or forbidden */ } },
  drop: (key) => { memory.delete(key); try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  keys: () => { try { return [...new Set([...Object.keys(localStorage), ...memory.keys()])]; } catch { return [...memory.keys()]; } },
};

const waiting = () => store.keys().filter((key) => key.startsWith(place)).sort();
const read = (key) => JSON.parse(store.get(key));
const keyOf = (number) => place + number;
const own = form?.dataset.number ? keyOf(form.dataset.number) : null;

function fieldsOf() {
  const fields = new URLSearchParams(new FormData(form));
  for (const name of NOT_AN_ANSWER) fields.delete(name);
  return fields.toString();
}

function fill(fields) {
  const answer = new URLSearchParams(fields);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.tagName === "BUTTON") continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = answer.getAll(control.name).includes(control.value);
    else control.value = answer.get(control.name) ?? "";
  }
}

// The revision is the one the learner saw: several changes made offline are one change to the server.
function keep() {
  const before = store.get(own);
  const revision = before ? JSON.parse(before).revision : form.elements.revisi.value;
  store.set(own, JSON.stringify({ fields: fieldsOf(), revision }));
}

function tell(text, { link, press } = {}) {
  if (notice.dataset.said === text) return;
  notice.dataset.said = text;
  notice.replaceChildren();
  if (!text) return;
  const box = document.createElement("div");
  box.className = "note warn mt";
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  if (link) {
    const anchor = document.createElement("a");
    anchor.className = "btn sec s";
    [anchor.textContent, anchor.href] = link;
    box.append(anchor);
  }
  if (press) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sec s";
    button.textContent = press[0];
    button.addEventListener("click", press[1]);
    box.append(button);
  }
  notice.append(box);
}

// Without a button the server would not know where to go next.
const sendForm = () => form.requestSubmit(form.querySelector("button[name=ke]"));
let bypass = false;
function compare() {
  bypass = true;
  sendForm();
}

function refuse(key, status, answer) {
  if (status === 401) {
    const back = encodeURIComponent(location.pathname + location.search);
    tell(form.dataset.session, { link: [form.dataset.enter, `${form.dataset.signIn}?next=${back}`] });
  } else if (status === 403) {
    tell(form.dataset.reload, { link: [form.dataset.reopen, location.href] });
  } else if (answer.conflict && key === own) {
    tell(answer.sentence, { press: [form.dataset.compare, compare] });
  } else if (answer.conflict) {
    tell(answer.sentence, { link: [form.dataset.compare, `${form.dataset.page}?soal=${key.slice(place.length)}`] });
  } else if (answer.sentence) {
    store.drop(key);
    tell(answer.sentence, { link: [form.dataset.reopen, location.href] });
  }
}

// True when the server has it.
async function post(key) {
  const entry = read(key);
  const body = new URLSearchParams(entry.fields);
  body.set("revisi", entry.revision);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const response = await fetch(form.dataset.save, { method: "POST", body, headers: { Accept: "application/json" } });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : {};
  if (!response.ok) {
    if (response.status >= 500) throw new Error("later");
    refuse(key, response.status, answer);
    return null;
  }
  if (key === own) form.elements.revisi.value = answer.revision;
  const now = store.get(key);
  if (now && JSON.parse(now).fields !== entry.fields) {
    // Changed while it was under way: the newer answer follows on the revision just given.
    store.set(key, JSON.stringify({ fields: JSON.parse(now).fields, revision: answer.revision }));
    return post(key);
  }
  store.drop(key);
  return answer;
}

let cutOff = false;
let running = null;
function send() {
  running ??= flush().finally(() => { running = null; });
  return running;
}

async function flush() {
  let sent = 0, last = null;
  try {
    for (const key of waiting()) {
      const receipt = await post(key);
      if (!receipt) continue;
      [sent, last] = [sent + 1, receipt];
    }
  } catch {
    cutOff = true;
    statusLine.textContent = "";
    tell(form.dataset.offline);
    return;
  }
  if (!last) return;
  tell("");
  statusLine.textContent = cutOff
    ? form.dataset.online.replace("{n}", sent).replace("{time}", last.time)
    : last.sentence;
  cutOff = false;
}

function changed() {
  keep();
  statusLine.textContent = form.dataset.saving;
  send().then(() => { if (own && store.get(own) && !notice.dataset.said) send(); });
}

// What is on its way must arrive before the form, or the page would look like an older one to the server.
function holdForm(event) {
  if (bypass || !waiting().length) return;
  event.preventDefault();
  const button = event.submitter;
  const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  Promise.race([send(), patience]).then(() => {
    if (cutOff) return;
    bypass = true;
    form.requestSubmit(button);
  });
}

if (form) {
  if (own && store.get(own)) fill(read(own).fields);
  if (own) form.addEventListener("change", changed);
  form.addEventListener("submit", holdForm);
  window.addEventListener("online", send);
  window.addEventListener("pageshow", () => { bypass = false; });
  setInterval(() => { if (waiting().length && !running) send(); }, RETRY_MS);
  if (waiting().length) send();
}

// Whoever chose one of two answers no longer needs the one kept here.
for (const choice of document.querySelectorAll("[data-forget]")) {
  choice.addEventListener("click", () => store.drop(`titian:jawab:${choice.dataset.forget}`));
}
