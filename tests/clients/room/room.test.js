// A class of three telephones in a real browser, and the presenter's round.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { startBrowser } from "./chromium.js";

const width = 320;
const height = 568;

let browser, room;
const tabs = {};

async function startRoom() {
    const child = spawn(process.env.LOGITSCOPE_ROOM, [], { stdio: ["pipe", "pipe", "inherit"] });
    process.once("exit", () => child.kill("SIGKILL"));
    const exited = once(child, "exit");
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const link = (await lines.next()).value;
    return {
        link,
        origin: new URL(link).origin,
        async order(line) {
            child.stdin.write(`${line}\n`);
            assert.equal((await lines.next()).value, "done");
        },
        async stop() {
            child.stdin.end();
            await exited;
        },
    };
}

before(async () => {
    room = await startRoom();
    browser = await startBrowser();
    for (const name of ["ada", "bob", "cem"]) tabs[name] = await browser.openTab(width, height);
});

after(async () => {
    await browser?.stop();
    await room?.stop();
});

const says = (tab, text) =>
    tab.until(`document.getElementById("status").textContent.includes(${JSON.stringify(text)})`);
const text = (tab, id) => tab.value(`document.getElementById("${id}").textContent`);
const focus = (tab, id) => tab.value(`document.getElementById("${id}").focus()`);

async function fill(tab, id, value) {
    await tab.value(`document.getElementById("${id}").select()`);
    await tab.type(value);
}

async function keepPicture(tab, name) {
    if (!process.env.ROOM_PICTURES) return;
    mkdirSync(process.env.ROOM_PICTURES, { recursive: true });
    writeFileSync(join(process.env.ROOM_PICTURES, `${name}.png`), await tab.picture());
}

// The contrast of each text with what is behind it. Source: WCAG 2.2, "contrast ratio".
const lowContrasts = `(() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
        const [r, g, b] = numbers(colour).map((c) =>
            c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return numbers(colour)[3] === 0 ? groundOf(element.parentElement) : colour;
    };
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if ((!own && element.tagName !== "INPUT") || !element.checkVisibility()) continue;
        const [one, other] = [getComputedStyle(element).color, groundOf(element)].map(luminance);
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (ratio < 4.5) found.push(element.tagName + " " + element.textContent + " " + ratio);
    }
    return found;
})()`;

// Whatever stage it is in: nothing is cut off, and everything can be read, at both text sizes.
async function looksWell(tab, name) {
    for (const scheme of ["light", "dark"]) {
        await tab.setColours(scheme);
        assert.deepEqual(await tab.value(lowContrasts), [], `contrast, ${name}, ${scheme}`);
        await keepPicture(tab, `${name}-${scheme}`);
    }
    for (const size of ["200%", ""]) {
        await tab.value(`document.documentElement.style.fontSize = "${size}"`);
        const across = await tab.value("document.documentElement.scrollWidth");
        assert.ok(across <= width, `${name} at ${size || "100%"} is ${across} pixels wide`);
        if (size) await keepPicture(tab, `${name}-large`);
    }
}

test("everybody comes in by the link, and a key can be typed", async () => {
    for (const tab of [tabs.ada, tabs.bob]) await tab.open(room.link);
    await tabs.cem.open(room.origin);
    await says(tabs.ada, "Wait for the question");
    await says(tabs.bob, "Wait for the question");
    await looksWell(tabs.ada, "waiting");

    await says(tabs.cem, "Type the key");
    await looksWell(tabs.cem, "key");
    await fill(tabs.cem, "key", "wrong2");
    await focus(tabs.cem, "key");
    await tabs.cem.press("Enter");
    await says(tabs.cem, "isn’t the key");
    // As it is read aloud: in capitals, with a space.
    const key = new URL(room.link).hash.slice(1).toUpperCase();
    await fill(tabs.cem, "key", `${key.slice(0, 3)} ${key.slice(3)}`);
    await tabs.cem.press("Enter");
    await says(tabs.cem, "Wait for the question");
    // Also over the key of an old link, and for good.
    await tabs.cem.value(`location.hash = "wrong3"`);
    await says(tabs.cem, "isn’t the key");
    await fill(tabs.cem, "key", key);
    await focus(tabs.cem, "key");
    await tabs.cem.press("Enter");
    await says(tabs.cem, "Wait for the question");
    await tabs.cem.reload();
    await says(tabs.cem, "Wait for the question");
    await tabs.ada.until(`document.getElementById("people").textContent === "3 people here."`);
    // The browser says so of an answer 403.
    const refused = tabs.cem.complaints.splice(0);
    assert.ok(refused.every((line) => line.includes("403")), refused.join("\n"));
});

test("a word is typed, picked, and changed until the reveal", async () => {
    await room.order("ask Once upon a <b>very</b> long");
    const { ada, bob, cem } = tabs;
    for (const tab of [ada, bob, cem]) await says(tab, "Which word comes next?");
    assert.equal(await text(ada, "text"), "Once upon a <b>very</b> long");
    assert.equal(await ada.value(`document.querySelector("b")`), null);
    const unnamed = `[...document.querySelectorAll("input")].filter((i) => !i.labels.length).length`;
    assert.equal(await ada.value(unnamed), 0);
    await looksWell(ada, "asked");

    // By the keyboard alone.
    await focus(ada, "word");
    await ada.type("time");
    await ada.press("Tab");
    for (let i = 0; i < 20; ++i) await ada.press("ArrowRight");
    assert.equal(await text(ada, "percent"), "70%");
    await ada.press("Tab");
    await ada.type("Ada");
    await ada.press("Tab");
    const ring = `getComputedStyle(document.activeElement).outlineStyle`;
    assert.equal(await ada.value(`document.activeElement.id`), "send");
    assert.equal(await ada.value(ring), "solid");
    await ada.press("Enter");
    await says(ada, "Your word: time, 70%. Waiting for the reveal.");

    await bob.value(`document.querySelectorAll("#candidate-list button")[1].click()`);
    await bob.value(`document.getElementById("send").click()`);
    await says(bob, "Your word: day, 50%.");
    await fill(bob, "word", "<img src=x>");
    await bob.until(`!document.getElementById("send").disabled`);
    await bob.value(`document.getElementById("send").click()`);
    await says(bob, "Your word: <img src=x>, 50%.");
    await ada.until(`document.getElementById("people").textContent === "3 people here, 2 predicted."`);
    await looksWell(ada, "predicted");

    // The tab keeps who it is.
    await ada.reload();
    await says(ada, "Your word: time, 70%. Waiting for the reveal.");
    assert.equal(await ada.value(`document.getElementById("name").value`), "Ada");
    for (const tab of [ada, bob, cem])
        assert.equal(await tab.value(`document.getElementById("tally").children.length`), 0);
});

test("the reveal shows the tally, and the token its scores", async () => {
    const { ada, bob, cem } = tabs;
    await room.order("probability 0.4126 time");
    await room.order("reveal");
    for (const tab of [ada, bob, cem]) await says(tab, "probabilities are out");
    await says(cem, "You predicted nothing");
    const rows = `[...document.querySelectorAll("#tally tr")]
        .map((row) => [...row.cells].map((cell) => cell.textContent).join("|")).sort()`;
    assert.deepEqual(await ada.value(rows), ["<img src=x>|1|–", "time (yours)|1|41.3%"]);
    assert.equal(await bob.value(`document.querySelector("img")`), null);
    assert.equal(await ada.value(`document.getElementById("prediction").checkVisibility()`), false);
    await looksWell(ada, "revealed");

    await room.order("sample time");
    await says(ada, "The model sampled “time”. Your word: time, 70%. You were right: −0.51 bits.");
    await says(bob, "You were not right: −1.00 bits.");
    await says(cem, "The model sampled “time”. You predicted nothing.");
    assert.equal(await text(ada, "score"), "Right in 1 of 1 round, log score −0.51 bits.");
    await looksWell(ada, "sampled");
});

test("another question begins anew, and a room that ends says so", async () => {
    const { ada, bob, cem } = tabs;
    await room.order("ask Once upon a time");
    for (const tab of [ada, bob, cem]) await says(tab, "Which word comes next?");
    assert.equal(await ada.value(`document.getElementById("word").value`), "");
    assert.equal(await ada.value(`document.getElementById("name").value`), "Ada");

    // Candidates may come later, when the model has read the text.
    await fill(ada, "word", "sun");
    await room.order("offer sun");
    await ada.until(`document.getElementById("candidate-list").textContent === "sun"`);
    assert.equal(await ada.value(`document.getElementById("word").value`), "sun");
    const pressed = `document.querySelector("#candidate-list button").getAttribute("aria-pressed")`;
    assert.equal(await ada.value(pressed), "true");

    await fill(ada, "word", "Sun");
    await fill(bob, "word", "sun");
    for (const tab of [ada, bob]) await tab.value(`document.getElementById("send").click()`);
    for (const tab of [ada, bob]) await says(tab, "Waiting for the reveal.");
    await room.order("reveal");
    await says(ada, "probabilities are out");
    const words = `[...document.querySelectorAll("#tally th")].map((cell) => cell.textContent).sort()`;
    assert.deepEqual(await ada.value(words), ["Sun (yours)", "sun"]);
    for (const [name, tab] of Object.entries(tabs)) {
        assert.deepEqual(tab.complaints, [], `${name}'s console`);
        for (const url of tab.requests)
            assert.ok(url.startsWith(`${room.origin}/`) || url === "data:,", `${name} asked ${url}`);
    }
    await room.order("close");
    await says(ada, "The room isn’t open now");
    await looksWell(ada, "closed");
});
