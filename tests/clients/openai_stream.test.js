// npm's openai client: streams.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { sample, startServer } from "./server.js";

let server, client;
const story = { model: "starter", prompt: "Once upon a time", max_tokens: 60, seed: 7 };

before(async () => {
    server = await startServer();
    client = new OpenAI({ baseURL: server.apiUrl, apiKey: "none", maxRetries: 0 });
});

after(() => server.stop());

const create = (fields) => client.completions.create({ ...story, ...fields });

async function chunksOf(fields) {
    const chunks = [];
    for await (const chunk of await create({ ...fields, stream: true })) chunks.push(chunk);
    return chunks;
}

// What a client makes of the chunks: each choice's text, reason and logprobs.
function assembled(chunks) {
    const choices = [];
    for (const { text, index, logprobs, finish_reason } of chunks.flatMap(
        (chunk) => chunk.choices,
    )) {
        const choice = (choices[index] ??= {
            text: "",
            index,
            logprobs: null,
            finish_reason: null,
        });
        assert.equal(choice.finish_reason, null, "nothing follows the end of a choice");
        choice.text += text;
        choice.finish_reason = finish_reason;
        if (logprobs === null) continue;
        choice.logprobs ??= { tokens: [], token_logprobs: [], top_logprobs: [], text_offset: [] };
        for (const [name, values] of Object.entries(logprobs))
            choice.logprobs[name].push(...values);
    }
    return choices;
}

// Streamed and whole, the request has the same choices.
async function expectSame(fields) {
    const [chunks, whole] = await Promise.all([chunksOf(fields), create(fields)]);
    assert.deepEqual(assembled(chunks), whole.choices);
    return chunks;
}

test("a stream has the whole answer's text, a chunk a token", async () => {
    const chunks = await expectSame();
    assert.ok(chunks.length >= 50, `${chunks.length} chunks`);
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    for (const chunk of chunks) {
        assert.equal(chunk.object, "text_completion");
        assert.equal(chunk.model, "starter");
        assert.equal(chunk.choices.length, 1);
    }
});

test("three choices at once", () => expectSame({ n: 3 }));

test("two prompts at once", () => expectSame({ prompt: ["Once upon", "In a world"], n: 2 }));

test("logprobs come with the text", () => expectSame({ logprobs: 3, n: 2 }));

test("an echoed prompt with its logprobs", () => expectSame({ logprobs: 1, echo: true }));

test("stop strings are never shown, also those that span tokens", async () => {
    const { text, logprobs } = (await create({ logprobs: 0 })).choices[0];
    const { tokens } = logprobs;
    for (let i = 3; i < 12; ++i) {
        const spanning = tokens[i].slice(-1) + tokens[i + 1] + tokens[i + 2].slice(0, 1);
        const [choice] = assembled(await expectSame({ stop: spanning, logprobs: 0 }));
        assert.equal(choice.text, text.slice(0, text.indexOf(spanning)));
        assert.equal(choice.finish_reason, "stop");
    }
});

test("what only might have become a stop string comes in the end", async () => {
    const { text } = (await create()).choices[0];
    const almost = `${text.slice(-3)}\u2603`;
    const [choice] = assembled(await expectSame({ stop: [almost, "\u2603"] }));
    assert.equal(choice.text, text);
});

test("the usage comes in a chunk of its own", async () => {
    const [plain, chunks] = await Promise.all([
        create({ n: 2 }),
        chunksOf({ n: 2, stream_options: { include_usage: true } }),
    ]);
    const last = chunks.pop();
    assert.deepEqual(last.choices, []);
    assert.deepEqual(last.usage, plain.usage);
    assert.ok(chunks.every((chunk) => chunk.usage === null));
});

test("characters that several tokens make come whole", async () => {
    const pounds = { prompt: "£5, £6, £7, £8, £9, £", temperature: 0, max_tokens: 24, logprobs: 0 };
    const chunks = await expectSame(pounds);
    const [{ text, logprobs }] = assembled(chunks);
    assert.ok(
        logprobs.tokens.some((token) => token.startsWith("bytes:")),
        "a £ is two tokens",
    );
    assert.ok(text.includes("£") && !text.includes("\ufffd"));
    assert.ok(chunks.every((chunk) => !chunk.choices[0].text.includes("\ufffd")));
    const run = sample("--text", pounds.prompt, "--max-tokens", "24", "--temperature", "0");
    assert.equal(text, run.text);
});

test("bytes that are no character are the same streamed and whole", async () => {
    const broken = { prompt: "ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ", temperature: 0, max_tokens: 24 };
    const [{ text }] = assembled(await expectSame(broken));
    assert.ok(text.includes("\ufffd"), text);
});

test("disconnecting in mid-stream stops the generation", async () => {
    const before = (await server.idle()).generated_tokens;
    const all = 16 * 480;
    const stream = await create({ n: 16, max_tokens: 480, stream: true });
    let chunks = 0;
    for await (const chunk of stream) {
        assert.ok(chunk.choices.length > 0);
        if (++chunks === 5) stream.controller.abort();
    }
    const stopped = await server.idle();
    assert.ok(stopped.generated_tokens > before);
    assert.ok(
        stopped.generated_tokens - before < all / 2,
        `${stopped.generated_tokens - before} of ${all}`,
    );
    // Whatever else is drawn by now is this request's.
    await create({ max_tokens: 3, logit_bias: { 0: 0 } });
    assert.equal((await server.idle()).generated_tokens, stopped.generated_tokens + 3);
});

test("giving up a whole answer stops its generation too", async () => {
    const before = (await server.idle()).generated_tokens;
    const controller = new AbortController();
    const answer = client.completions.create(
        { ...story, n: 16, max_tokens: 480 },
        { signal: controller.signal },
    );
    while ((await server.health()).generated_tokens === before);
    controller.abort();
    await assert.rejects(answer, OpenAI.APIUserAbortError);
    const stopped = await server.idle();
    assert.ok(stopped.generated_tokens - before < (16 * 480) / 2);
});
