// npm's openai client: whole answers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { sample, startServer } from "./server.js";

let server, client;
const story = { model: "starter", prompt: "Once upon a time", max_tokens: 24, seed: 7 };
const sampleStory = (...options) =>
    sample("--text", story.prompt, "--max-tokens", "24", "--seed", "7", ...options);
const create = (fields) => client.completions.create({ ...story, ...fields });

before(async () => {
    server = await startServer();
    client = new OpenAI({ baseURL: server.apiUrl, apiKey: "none", maxRetries: 0 });
});

after(() => server.stop());

test("a completion has OpenAI's shape", async () => {
    const answer = await create();
    assert.deepEqual(Object.keys(answer).sort(), [
        "choices",
        "created",
        "id",
        "model",
        "object",
        "usage",
    ]);
    assert.match(answer.id, /^cmpl-/);
    assert.equal(answer.object, "text_completion");
    assert.equal(answer.model, "starter");
    assert.ok(Math.abs(answer.created - Date.now() / 1000) < 60);
    const { text, ...rest } = answer.choices[0];
    assert.ok(text.length > 0);
    assert.deepEqual(rest, { index: 0, logprobs: null, finish_reason: "length" });
    assert.deepEqual(answer.usage, { prompt_tokens: 4, completion_tokens: 24, total_tokens: 28 });
});

test("without fields it writes 16 tokens of a document of its own", async () => {
    const answer = await client.completions.create({ model: "starter" });
    assert.ok(answer.usage.completion_tokens <= 16);
    assert.equal(answer.usage.prompt_tokens, 1);
});

test("the model is listed", async () => {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.deepEqual(names, ["starter"]);
    const model = await client.models.retrieve("starter");
    assert.equal(model.id, "starter");
    assert.equal(model.object, "model");
});

test("the same seed gives the same text, another one another", async () => {
    const [first, second, other] = await Promise.all([create(), create(), create({ seed: 8 })]);
    assert.equal(first.choices[0].text, second.choices[0].text);
    assert.notEqual(first.choices[0].text, other.choices[0].text);
    const [unseeded, again] = await Promise.all([
        create({ seed: undefined }),
        create({ seed: undefined }),
    ]);
    assert.notEqual(unseeded.choices[0].text, again.choices[0].text);
});

test("the command line gives the same text for the same seed", async () => {
    const run = sampleStory();
    assert.equal((await create()).choices[0].text, run.text);
    const shaped = sampleStory(
        ...["--temperature", "1.3", "--top-k", "30", "--top-p", "0.8"],
        ...["--order", "temperature-first"],
    );
    const answer = await create({
        temperature: 1.3,
        top_k: 30,
        top_p: 0.8,
        order: "temperature-first",
    });
    assert.equal(answer.choices[0].text, shaped.text);
    const nucleus = sampleStory("--strategy", "nucleus");
    assert.equal((await create({ strategy: "nucleus" })).choices[0].text, nucleus.text);
});

test("token ids are read as the text they stand for", async () => {
    const run = sampleStory();
    assert.equal((await create({ prompt: run.prompt_token_ids })).choices[0].text, run.text);
    const two = await create({ prompt: [run.prompt_token_ids, run.prompt_token_ids.slice(0, 2)] });
    assert.equal(two.choices[0].text, run.text);
    assert.equal(two.choices.length, 2);
});

test("n = 3 gives three different choices, the first as n = 1", async () => {
    const [one, three] = await Promise.all([create(), create({ n: 3 })]);
    assert.deepEqual(
        three.choices.map((choice) => choice.index),
        [0, 1, 2],
    );
    assert.equal(new Set(three.choices.map((choice) => choice.text)).size, 3);
    assert.equal(three.choices[0].text, one.choices[0].text);
    assert.deepEqual(three.usage, { prompt_tokens: 4, completion_tokens: 72, total_tokens: 76 });
});

test("several prompts are answered in their order", async () => {
    const prompts = ["Once upon a time", "In a world where"];
    const [both, ...alone] = await Promise.all([
        create({ prompt: prompts, n: 2 }),
        ...prompts.map((prompt) => create({ prompt, n: 2 })),
    ]);
    assert.deepEqual(
        both.choices.map((choice) => choice.text),
        alone.flatMap((answer) => answer.choices.map((choice) => choice.text)),
    );
});

test("best_of answers the likeliest of the candidates", async () => {
    const [all, best] = await Promise.all([
        create({ n: 5, logprobs: 0 }),
        create({ best_of: 5, logprobs: 0 }),
    ]);
    const mean = ({ logprobs: { token_logprobs: values } }) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.equal(best.choices.length, 1);
    assert.equal(mean(best.choices[0]), Math.max(...all.choices.map(mean)));
    assert.equal(best.usage.completion_tokens, 5 * 24);
});

test("logprobs are the model's own probabilities, the sampled token among them", async () => {
    const run = sampleStory("--strategy", "nucleus");
    const { text, logprobs } = (await create({ strategy: "nucleus", logprobs: 3 })).choices[0];
    assert.equal(text, run.text);
    assert.equal(logprobs.tokens.join(""), text);
    assert.equal(logprobs.tokens.length, 24);
    let offset = 0;
    run.steps.forEach((step, i) => {
        assert.equal(logprobs.tokens[i], step.token);
        assert.ok(Math.abs(logprobs.token_logprobs[i] - Math.log(step.probability_raw)) < 1e-6);
        const top = Object.entries(logprobs.top_logprobs[i]);
        assert.equal(top.length, step.rank <= 3 ? 3 : 4);
        assert.equal(logprobs.top_logprobs[i][step.token], logprobs.token_logprobs[i]);
        if (step.rank <= 3) assert.equal(top[step.rank - 1][0], step.token);
        assert.equal(logprobs.text_offset[i], offset);
        offset += [...step.token].length;
    });
});

test("logprobs: 0 names the sampled token alone", async () => {
    const { logprobs } = (await create({ logprobs: 0 })).choices[0];
    logprobs.tokens.forEach((token, i) => {
        const others = Object.keys(logprobs.top_logprobs[i]).filter((name) => name !== token);
        assert.deepEqual(others, []);
        assert.equal(logprobs.top_logprobs[i][token], logprobs.token_logprobs[i]);
    });
});

test("echo puts the prompt in front, with its logprobs", async () => {
    const [plain, echoed] = await Promise.all([
        create({ logprobs: 2 }),
        create({ logprobs: 2, echo: true }),
    ]);
    assert.equal(echoed.choices[0].text, story.prompt + plain.choices[0].text);
    const { tokens, token_logprobs, top_logprobs, text_offset } = echoed.choices[0].logprobs;
    assert.equal(tokens.slice(0, 4).join(""), story.prompt);
    assert.equal(token_logprobs[0], null);
    assert.equal(top_logprobs[0], null);
    assert.ok(token_logprobs.slice(1).every((value) => value <= 0));
    assert.deepEqual(token_logprobs.slice(4), plain.choices[0].logprobs.token_logprobs);
    assert.equal(text_offset[4], story.prompt.length);
    assert.deepEqual(echoed.usage, plain.usage);
});

test("echo without new tokens says how likely the prompt is", async () => {
    const { choices, usage } = await create({ logprobs: 1, echo: true, max_tokens: 0 });
    assert.equal(choices[0].text, story.prompt);
    assert.equal(choices[0].logprobs.tokens.length, 4);
    assert.equal(choices[0].finish_reason, "length");
    assert.equal(usage.completion_tokens, 0);
});

test("a stop string ends the text and is not shown", async () => {
    const whole = (await create({ logprobs: 0 })).choices[0];
    const expectCut = async (stop, found) => {
        const { text, finish_reason } = (await create({ stop })).choices[0];
        assert.equal(text, whole.text.slice(0, whole.text.indexOf(found)));
        assert.equal(finish_reason, "stop");
    };
    const { tokens } = whole.logprobs;
    await expectCut(tokens[5], tokens[5]);
    // The end of one token and the beginning of the next.
    const spanning = tokens[6].slice(-1) + tokens[7].slice(0, 2);
    await expectCut(spanning, spanning);
    await expectCut(["not there", tokens[9], spanning], spanning);
    await expectCut([whole.text.slice(4, 20)], whole.text.slice(4, 20));
});

test("a stop string that doesn't come changes nothing", async () => {
    const [plain, stopped] = await Promise.all([create(), create({ stop: ["\u2603", "zzzzzz"] })]);
    assert.deepEqual(stopped.choices, plain.choices);
});

test("sampling_info is what sample --json says", async () => {
    const run = sampleStory("--strategy", "nucleus");
    const { sampling_info } = (await create({ strategy: "nucleus", sampling_info: true }))
        .choices[0];
    assert.deepEqual(sampling_info, run.steps);
});

test("logit_bias and the penalties bend the distribution", async () => {
    const [plain] = (await create({ temperature: 0, max_tokens: 1, logprobs: 2 })).choices;
    const run = sample("--text", story.prompt, "--max-tokens", "1", "--temperature", "0");
    const biased = (fields) => create({ temperature: 0, ...fields });
    const without = await biased({ max_tokens: 1, logit_bias: { [run.steps[0].token_id]: -100 } });
    assert.equal(without.choices[0].text, Object.keys(plain.logprobs.top_logprobs[0])[1]);
    const only = await biased({ max_tokens: 5, logit_bias: { [run.steps[0].token_id]: 100 } });
    assert.equal(only.choices[0].text, plain.text.repeat(5));
    const repeats = (text) => text.split(/\s+/).length - new Set(text.split(/\s+/)).size;
    const [free, penalized] = await Promise.all([
        biased({ max_tokens: 100 }),
        biased({ max_tokens: 100, frequency_penalty: 2, presence_penalty: 2 }),
    ]);
    assert.ok(repeats(penalized.choices[0].text) < repeats(free.choices[0].text));
});
