// What moves on a page of the studio. Every form and link works without it.
"use strict";

const main = document.getElementById("main");
const clock = (s) => `${Math.floor(Math.round(s) / 60)}:${String(Math.round(s) % 60).padStart(2, "0")}`;

// ---- Hear: one sound at a time, in place -------------------------------------------------
let heard = null; // [audio, link]
let settled = async () => ""; // once what is typed is kept: what tells this text from others

function quiet() {
  if (!heard) return;
  const [audio, link] = heard;
  heard = null;
  audio.pause();
  audio.removeAttribute("src");
  link.classList.replace("stop", "play");
  link.lastChild.textContent = link.dataset.words;
}

for (const link of document.querySelectorAll("[data-hear]")) {
  link.dataset.words = link.textContent.trim();
  link.textContent = link.dataset.words;
  link.setAttribute("role", "button");
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); link.click(); }
  });
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const again = heard && heard[1] === link;
    quiet();
    if (again) return;
    document.dispatchEvent(new Event("quiet"));
    const audio = new Audio();
    heard = [audio, link];
    const wait = setTimeout(() => { link.textContent = main.dataset.gettingReady; }, 300);
    const ready = () => {
      clearTimeout(wait);
      if (!heard || heard[0] !== audio) return;
      link.textContent = main.dataset.stop;
      link.classList.replace("play", "stop");
    };
    audio.addEventListener("playing", ready);
    audio.addEventListener("ended", quiet);
    audio.addEventListener("error", () => {
      clearTimeout(wait);
      if (!heard || heard[0] !== audio) return;
      quiet();
      link.textContent = main.dataset.notHeard;
    });
    audio.src = link.href + await settled();
    if (heard && heard[0] === audio) audio.play().catch(() => {});
  });
}

// ---- Make: kept as it is filled in; the slider and the number are one value ---------------
const form = document.querySelector("form[data-keep]");
if (form) {
  const kept = document.getElementById("kept");
  let timer = 0;
  const keep = async () => {
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(answer.statusText);
      kept.textContent = kept.dataset.kept;
    } catch {
      kept.textContent = kept.dataset.notKept;
      later(3000);
    }
  };
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(keep, ms); };
  form.addEventListener("input", () => { kept.textContent = ""; later(400); });
  window.addEventListener("pagehide", () => {
    if (timer) navigator.sendBeacon(form.dataset.keep, new URLSearchParams(new FormData(form)));
  });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });

  const number = form.elements.minutes, slider = document.getElementById("slider");
  const name = form.querySelector(".minutes span").textContent.toLowerCase();
  const say = () => slider.setAttribute("aria-valuetext", `${slider.value} ${name}`);
  const limits = (keepNumber) => {
    const chosen = form.querySelector("[name=template]:checked");
    if (!chosen) return;
    const { least, most, usual } = chosen.dataset;
    [slider.min, slider.max] = [least, most];
    document.getElementById("least").textContent = least;
    document.getElementById("most").textContent = most;
    const asked = Number(number.value.replace(",", "."));
    if (!keepNumber && !(asked >= Number(least) && asked <= Number(most))) number.value = usual;
    slider.value = number.value.replace(",", ".");
    say();
  };
  slider.addEventListener("input", () => { number.value = slider.value; say(); });
  number.addEventListener("input", () => { slider.value = number.value.replace(",", "."); say(); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "template") limits(false);
    if (["avoid", "focus", "absent"].includes(event.target.name)) tell();
  });
  limits(true);

  const marked = document.getElementById("marked");
  function tell() {
    const parts = ["avoid", "focus", "absent"].map((kind) => {
      const words = [...form.querySelectorAll(`[name=${kind}]:checked`)].map((box) => box.parentElement.textContent.trim());
      return words.length ? `${marked.dataset[kind]} ${words.join(", ")}.` : "";
    }).filter(Boolean);
    marked.textContent = parts.join(" ") || marked.dataset.none;
  }
  tell();
}
document.getElementById("problem")?.focus();

// ---- Read: kept as it is typed; what is said to a line, and the length, come at once --------
const read = document.querySelector("form[data-read]");
if (read) {
  const kept = document.getElementById("kept"), total = document.getElementById("total");
  const numbers = () => [...read.querySelectorAll("[name^=line-]")].map((area) => Number(area.name.slice(5)));
  let timer = 0, busy = false, again = false;
  let edited = null; // the field that was typed in last
  let apart = false; // what was typed is more or fewer lines than the page shows: kept when one leaves it
  const leave = () => read.requestSubmit(document.getElementById("save"));
  const say = (findings) => {
    for (const n of numbers()) {
      const place = document.getElementById(`said-${n}`), area = read.elements[`line-${n}`];
      const found = findings[n] ?? [];
      place.replaceChildren(...found.map(({ held, what }) => {
        const mark = document.createElement("p");
        mark.className = held ? "mark" : "mark calm";
        mark.textContent = what;
        return mark;
      }));
      area.toggleAttribute("aria-invalid", found.some(({ held }) => held));
      if (area.hasAttribute("aria-invalid")) area.setAttribute("aria-invalid", "true");
      if (found.length) area.setAttribute("aria-describedby", place.id);
      else area.removeAttribute("aria-describedby");
    }
  };
  const keep = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const body = new URLSearchParams(new FormData(read));
      for (const name of [...body.keys()]) if (name.startsWith("after-")) body.delete(name);
      const answer = await fetch(read.dataset.read, { method: "POST", body });
      const told = await answer.json();
      apart = Boolean(told.later);
      if (answer.status === 422) {
        kept.textContent = told.problem;
      } else if (!apart) {
        read.elements.of.value = told.of;
        say(told.findings);
        total.textContent = told.total;
        kept.textContent = told.problem || kept.dataset.kept;
        read.querySelector("[value=undo]").removeAttribute("aria-disabled");
      } else if (document.activeElement !== edited) {
        leave();
      }
    } catch {
      kept.textContent = kept.dataset.notKept;
      again = true;
    } finally {
      busy = false;
      if (again) { again = false; later(1500); }
    }
  };
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(() => { timer = 0; keep(); }, ms); };
  settled = async () => {
    if (timer) { clearTimeout(timer); timer = 0; await keep(); }
    return `?of=${read.elements.of.value}`; // a browser may keep a sound by its address
  };
  read.addEventListener("input", (event) => {
    if (event.target.name.startsWith("after-")) return;
    edited = event.target;
    kept.textContent = "";
    later(600);
  });
  read.addEventListener("focusout", (event) => {
    if (apart && event.target === edited) leave();
  });
  window.addEventListener("pagehide", () => {
    if (!timer && !apart) return;
    const body = new URLSearchParams(new FormData(read));
    body.set("do", "save");
    navigator.sendBeacon(read.action, body);
  });
  read.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    apart = false;
    if (event.submitter?.getAttribute("aria-disabled") === "true") event.preventDefault();
  });
  read.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("textarea, input")) {
      event.preventDefault(); // a line is one line, and no button is pressed by chance
      if (event.target.name.startsWith("line-")) event.target.blur();
    }
    if (event.key === "Escape") {
      const open = event.target.closest("details[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
  });
}

// ---- Making: how far it is, until it is there ---------------------------------------------
const events = document.querySelector("[data-events]");
if (events) {
  const stage = document.getElementById("stage"), left = document.getElementById("left");
  const bar = document.getElementById("bar"), heading = document.getElementById("heading");
  const source = new EventSource(events.dataset.events);
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (heading.textContent !== told.heading) heading.textContent = told.heading;
    if (stage.textContent !== told.stage) stage.textContent = told.stage;
    if (left.textContent !== told.left) left.textContent = told.left;
    if (told.percent === null) bar.removeAttribute("value"); else bar.value = told.percent;
  });
  source.addEventListener("end", () => { source.close(); location.reload(); });
  source.addEventListener("error", () => { left.textContent = ""; stage.textContent = events.dataset.lost; });
}

// ---- Listen ------------------------------------------------------------------------------
const player = document.querySelector("[data-player]");
if (player) {
  const audio = player.querySelector("audio");
  const toggle = player.querySelector("[data-toggle]"), slider = player.querySelector("input[type=range]");
  const now = player.querySelector("[data-now]"), here = player.querySelector("[data-chapter]");
  const mark = player.querySelector(".now"), length = Number(slider.max);
  const chapters = [...document.querySelectorAll("[data-title]")];
  const lines = [...document.querySelectorAll("[data-line]")];
  const last = (links) => links.findLast((link) => Number(link.dataset.at) <= audio.currentTime + 0.05);
  const point = (links) => {
    const current = last(links);
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    return current;
  };
  const show = () => {
    const at = audio.currentTime, chapter = point(chapters)?.dataset.title ?? "";
    point(lines);
    slider.value = at;
    now.textContent = clock(at);
    here.textContent = chapter;
    mark.setAttribute("x", (at / length) * 1200);
    slider.setAttribute("aria-valuetext",
      player.dataset.text.replace("{at}", clock(at)).replace("{length}", clock(length)).replace("{chapter}", chapter));
  };
  const state = () => {
    toggle.textContent = audio.paused ? player.dataset.play : player.dataset.pause;
    toggle.classList.toggle("play", audio.paused);
    toggle.classList.toggle("pause", !audio.paused);
  };
  toggle.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    quiet();
    audio.play();
  });
  document.addEventListener("quiet", () => audio.pause());
  slider.addEventListener("input", () => { audio.currentTime = Number(slider.value); show(); });
  for (const button of player.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => {
      audio.currentTime = Math.min(Math.max(audio.currentTime + Number(button.dataset.move), 0), length);
      show();
    });
  }
  for (const link of document.querySelectorAll("[data-at]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      quiet();
      audio.currentTime = Number(link.dataset.at);
      audio.play();
      show();
    });
  }
  for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, state);
  audio.addEventListener("timeupdate", show);
  show();
  state();
}
