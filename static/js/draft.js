// Saves the draft of a task while it is written. The server decides; without this file the buttons do the same.

const PAUSE = 2000;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const text = form.elements.text;
  const revision = form.elements.revision;
  const said = form.querySelector("[data-saved]");
  let kept = text.value;
  let timer = 0;
  let saving = null;

  async function send() {
    const sent = text.value;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      const receipt = await answer.json();
      if (answer.ok) {
        kept = sent;
        revision.value = receipt.revision;
      }
      said.textContent = answer.ok ? receipt.saved : receipt.sentence;
    } catch {
      // No network: what is typed stays in the field and the next pause tries again.
    }
    saving = null;
    if (text.value !== sent) wait();
  }

  function save() {
    if (saving || form.dataset.sent || text.value === kept) return;
    saving = send();
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  text.addEventListener("input", wait);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    // The save under way makes a newer revision; sent with the old one, the form would seem to come from another tab.
    event.preventDefault();
    saving.then(() => {
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
    });
  });
  addEventListener("online", save);
}
