// The README's section on the API, run as it stands there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import OpenAI from "openai";
import { startServer } from "./server.js";

const section = /^### The API\n(.*?)^##/ms.exec(
    readFileSync(process.env.LOGITSCOPE_README, "utf8"),
)[1];
const address = "http://127.0.0.1:8000";
const lines = section.split("\n").filter((line) => line.startsWith("curl "));

let server, hasCurl;

const shell = async (command) =>
    (
        await promisify(execFile)("sh", ["-c", command], {
            env: { ...process.env, NO_PROXY: "*", no_proxy: "*" },
        })
    ).stdout;

before(async () => {
    server = await startServer();
    hasCurl = await shell("curl --version").then(
        () => true,
        () => false,
    );
});

after(() => server.stop());

test("there are curl lines", () => assert.ok(lines.length >= 3));

for (const line of lines) {
    test(line, async (t) => {
        if (!hasCurl) return t.skip("there is no curl here");
        assert.ok(line.includes(address));
        const output = await shell(
            line.replace("curl ", "curl -sS ").replaceAll(address, server.url),
        );
        if (!line.includes('"stream": true')) {
            const answer = JSON.parse(output);
            assert.ok(!answer.error, output);
            assert.ok(["text_completion", "list"].includes(answer.object), output);
            return;
        }
        const events = output
            .split("\n\n")
            .filter(Boolean)
            .map((event) => event.replace(/^data: /, ""));
        assert.equal(events.pop(), "[DONE]");
        for (const event of events) assert.equal(JSON.parse(event).object, "text_completion");
        assert.ok(events.length > 5);
    });
}

test("the lines for OpenAI's client", async () => {
    const [code] = /(?<=^```js\n).*?(?=^```)/ms.exec(section);
    assert.ok(code.includes(address));
    const AsyncFunction = (async () => {}).constructor;
    const run = new AsyncFunction(
        "OpenAI",
        `${code.replaceAll(address, server.url)}\nreturn answer;`,
    );
    const answer = await run(OpenAI);
    assert.ok(answer.choices[0].text.length > 0);
});
