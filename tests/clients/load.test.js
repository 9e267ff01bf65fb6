// A class at once: 32 clients with four streams each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { startServer } from "./server.js";

const clientCount = 32;
const streamsEach = 4;
const requests = Array.from({ length: clientCount * streamsEach }, (_, i) => ({
    model: "starter",
    prompt: ["Once upon a time", "In a world where", "“I am", "£5, £6, £7, £8, £9, £"][i % 4],
    max_tokens: 20 + (i % 7) * 5,
    seed: 1000 + i,
    temperature: 0.7 + (i % 3) * 0.4,
}));

let server;

before(async () => {
    server = await startServer();
});

after(() => server.stop());

const newClient = () => new OpenAI({ baseURL: server.apiUrl, apiKey: "none", maxRetries: 0 });

async function streamed(client, request) {
    let text = "",
        finished = 0;
    for await (const { choices } of await client.completions.create({ ...request, stream: true })) {
        text += choices[0].text;
        if (choices[0].finish_reason) ++finished;
    }
    assert.equal(finished, 1, "each stream comes to its end");
    return text;
}

async function allAtOnce() {
    const clients = Array.from({ length: clientCount }, newClient);
    return await Promise.all(
        requests.map((request, i) => streamed(clients[Math.floor(i / streamsEach)], request)),
    );
}

test("none is lost, none mixed up, and the memory stays flat", async () => {
    const alone = newClient();
    const expected = [];
    for (const request of requests)
        expected.push((await alone.completions.create(request)).choices[0].text);
    assert.ok(new Set(expected).size > 100);

    assert.deepEqual(await allAtOnce(), expected);
    const before = server.residentMegabytes();
    for (let round = 0; round < 2; ++round) assert.deepEqual(await allAtOnce(), expected);
    const grown = server.residentMegabytes() - before;
    // A sanitizer keeps for a while what is freed.
    assert.ok(
        grown < 8 || process.env.LOGITSCOPE_SANITIZED,
        `${grown.toFixed(1)} MB more after two further rounds, ${before.toFixed(1)} MB before`,
    );
    const { running, waiting, requests: accepted } = await server.health();
    assert.deepEqual({ running, waiting }, { running: 0, waiting: 0 });
    assert.equal(accepted, 4 * requests.length);
});
