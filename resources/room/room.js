// The room's page: asks the program what there is to see, and sends what somebody predicts. Nothing
// is kept but a random number for this tab, the key and the name, and those only as long as the tab.
"use strict";

const usualPause = 1500; // ms between two looks
const longestPause = 15000; // while the program is away
const patience = 8000; // for one answer
const betweenPredictions = 1100; // the program takes one a second from each

const part = (id) => document.getElementById(id);

const kept = {
    get(name) {
        try {
            return sessionStorage.getItem(name) ?? "";
        } catch {
            return this[name] ?? "";
        }
    },
    set(name, value) {
        try {
            sessionStorage.setItem(name, value);
        } catch {
            this[name] = value; // a browser that keeps nothing
        }
    },
};

function personId() {
    let id = kept.get("person");
    if (!/^[0-9a-f]{16}$/.test(id)) {
        const numbers = crypto.getRandomValues(new Uint32Array(2));
        id = Array.from(numbers, (n) => n.toString(16).padStart(8, "0")).join("");
        kept.set("person", id);
    }
    return id;
}

// "ABC-234" or "abc 234", as somebody may type it.
const plainKey = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

const person = personId();
let key = kept.get("key");
let round = -1; // whose form is shown
let pause = usualPause;
let timer = 0;
let looking = false;
let nextPrediction = 0; // not before

// Of a live region: only what is new is read out.
function say(sentence) {
    if (part("status").textContent !== sentence) part("status").textContent = sentence;
}

// Resolves to the answer's status and what it says; throws where none comes.
async function ask(path, body) {
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), patience);
    try {
        const answer = await fetch(path, {
            method: body ? "POST" : "GET",
            headers: {
                "X-Room-Key": key,
                "X-Room-Person": person,
                ...(body ? { "Content-Type": "application/json" } : {}),
            },
            body: body && JSON.stringify(body),
            cache: "no-store",
            signal: abort.signal,
        });
        return { status: answer.status, json: await answer.json() };
    } finally {
        clearTimeout(late);
    }
}

const percentText = (share) => {
    const percent = 100 * share;
    if (percent > 0 && percent < 0.01) return "< 0.01%";
    return `${percent.toFixed(percent >= 10 ? 1 : 2)}%`;
};
const bits = (score) => `${score.toFixed(2).replace("-", "−")} bits`;
const wordText = (text) => (text.trim() ? `“${text.trim()}”` : "a space or a line break");
const people = (count) => (count === 1 ? "1 person" : `${count} people`);

const ownText = (own) =>
    `Your word: ${own.word}` +
    (own.confidence === null ? "" : `, ${Math.round(100 * own.confidence)}%`);

function sentenceOf(state) {
    const own = state.own ? `${ownText(state.own)}.` : "You predicted nothing.";
    switch (state.stage) {
        case "asked":
            if (state.own) return `${own} Waiting for the reveal.`;
            return state.question || "Which word comes next?";
        case "revealed":
            return `The model’s probabilities are out. ${own}`;
        case "sampled": {
            const came = `The model sampled ${wordText(state.outcome)}.`;
            if (!state.result) return `${came} ${own}`;
            const verdict = state.result.right ? "You were right" : "You were not right";
            const score = state.result.log_score;
            return `${came} ${own} ${verdict}${score === null ? "" : `: ${bits(score)}`}.`;
        }
        default:
            return "You are in the room. Wait for the question.";
    }
}

function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
}

function bar(kind, share) {
    const made = element("div", "", `bar ${kind}`);
    made.style.width = `${Math.min(100, 100 * share)}%`;
    return made;
}

function showTally(state) {
    const rows = state.tally.map((entry) => {
        const own = entry.word === state.own?.word; // another case is another word
        const row = element("tr", "", own ? "own" : "");
        const word = element("th", own ? `${entry.word} (yours)` : entry.word);
        word.scope = "row";
        word.append(bar("room", entry.count / state.predicted));
        if (entry.probability !== null) word.append(bar("model", entry.probability));
        const probability = entry.probability === null ? "–" : percentText(entry.probability);
        row.append(word, element("td", String(entry.count)), element("td", probability));
        return row;
    });
    part("tally").replaceChildren(...rows);
    part("others").hidden = state.other_words === 0;
    part("others").textContent =
        state.other_words === 1
            ? "1 other word was predicted, too."
            : `${state.other_words} other words were predicted, too.`;
}

function showScore(state) {
    part("scores").hidden = !state.score || state.stage !== "sampled";
    if (!state.score) return;
    const { rounds, right, log_score: sum, scored } = state.score;
    const count = rounds === 1 ? "1 round" : `${rounds} rounds`;
    part("score").textContent =
        `Right in ${right} of ${count}` + (scored > 0 ? `, log score ${bits(sum)}.` : ".");
}

function markPicked() {
    const word = part("word").value.trim();
    for (const button of part("candidate-list").children)
        button.setAttribute("aria-pressed", String(button.textContent === word));
}

function showPercent() {
    part("percent").textContent = `${part("confidence").value}%`;
    part("confidence").setAttribute("aria-valuetext", `${part("confidence").value}%`);
}

// The fields are the reader's: only another round clears them.
function beginRound(state) {
    round = state.round;
    part("text").textContent = state.text;
    part("word").value = state.own?.word ?? "";
    part("confidence").value = Math.round(100 * (state.own?.confidence ?? 0.5));
    if (!part("name").value) part("name").value = kept.get("name");
    showPercent();
}

// They may come, and go, while a round is asked.
function showCandidates(words) {
    const shown = Array.from(part("candidate-list").children, (button) => button.textContent);
    if (shown.join("\n") === words.join("\n")) return;
    const buttons = words.map((word) => {
        const button = element("button", word);
        button.type = "button";
        button.addEventListener("click", () => {
            part("word").value = word;
            markPicked();
        });
        return button;
    });
    part("candidate-list").replaceChildren(...buttons);
    part("candidates").hidden = buttons.length === 0;
    part("word-label").textContent = buttons.length ? "Or write your own" : "Your word";
}

function show(state) {
    const isNew = state.round !== round;
    if (isNew) beginRound(state);
    showCandidates(state.candidates);
    markPicked();
    const revealed = state.stage === "revealed" || state.stage === "sampled";
    part("key-form").hidden = true;
    part("round").hidden = state.stage === "";
    if (isNew) part("text").scrollTop = part("text").scrollHeight; // its end is what counts
    part("prediction").hidden = state.stage !== "asked";
    part("send").textContent = state.own ? "Change my word" : "Predict";
    part("results").hidden = !revealed || state.tally.length === 0;
    if (revealed) showTally(state);
    showScore(state);
    part("people").textContent =
        `${people(state.people)} here` +
        (state.stage === "" ? "." : `, ${state.predicted} predicted.`);
    say(sentenceOf(state));
}

function askForKey(sentence) {
    round = -1;
    for (const id of ["round", "results", "scores"]) part(id).hidden = true;
    part("people").textContent = "";
    part("key-form").hidden = false;
    say(sentence);
}

// What an answer means; false where the next look has to wait for the reader.
function take({ status, json }) {
    pause = usualPause;
    if (status === 200) {
        kept.set("key", key);
        show(json);
        return true;
    }
    if (status === 403 && json.error.code === "wrong_key") {
        key = "";
        kept.set("key", "");
        askForKey("That isn’t the key. Type the one that the screen shows.");
        return false;
    }
    const message = json.error?.message ?? "The program answered in no known way";
    say(`${message[0].toUpperCase()}${message.slice(1)}.`);
    return true;
}

function away() {
    say("The room isn’t open now. This page tries again by itself.");
    pause = Math.min(2 * pause, longestPause);
}

function lookIn(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(look, milliseconds);
}

async function look() {
    if (looking) return;
    if (!key) return askForKey("Type the key that the screen shows.");
    looking = true;
    let goesOn = true;
    try {
        goesOn = take(await ask("/state"));
    } catch {
        away();
    }
    looking = false;
    if (goesOn) lookIn(pause);
}

function takeKeyOfAddress() {
    key = plainKey(location.hash) || key;
    round = -1; // another room has rounds of its own
}

part("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    key = plainKey(part("key").value);
    history.replaceState(null, "", "/"); // whose key was another one
    look();
});

part("prediction").addEventListener("submit", async (event) => {
    event.preventDefault();
    const word = part("word").value.trim();
    if (!word) return say("Write a word, or pick one.");
    const name = part("name").value.trim();
    const confidence = Number(part("confidence").value) / 100;
    const prediction = { round, word, confidence, name }; // another round may begin meanwhile
    kept.set("name", name);
    part("send").disabled = true;
    await new Promise((resume) => setTimeout(resume, nextPrediction - Date.now()));
    nextPrediction = Date.now() + betweenPredictions;
    try {
        take(await ask("/predictions", prediction));
    } catch {
        away();
    }
    part("send").disabled = false;
    lookIn(usualPause);
});

part("word").addEventListener("input", markPicked);
part("confidence").addEventListener("input", showPercent);
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") lookIn(0);
});
window.addEventListener("hashchange", () => {
    takeKeyOfAddress();
    lookIn(0);
});

takeKeyOfAddress();
look();
