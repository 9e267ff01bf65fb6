// Writes tokenizer_json_goldens.json: a small tokenizer.json in both spellings of its merges, texts,
// and the token ids that Hugging Face's own tokenizers library (in Rust, 0.22.2) gives them. It also
// checks that this library gives the texts of tokenizer_goldens.json the same ids, but for special
// tokens. To run it, in a temporary folder:
//
//     npm i @anush008/tokenizers@0.6.0
//     NODE_PATH=$PWD/node_modules node .../tests/data/make_tokenizer_json_goldens.js

const fs = require('fs');
const path = require('path');
const {Tokenizer} = require('@anush008/tokenizers');

const byteLevel = {type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true};

const tokenizerJson = (vocab, merges, addedTokens) => ({
    version: '1.0', truncation: null, padding: null, added_tokens: addedTokens, normalizer: null,
    pre_tokenizer: byteLevel, post_processor: {...byteLevel, trim_offsets: false},
    decoder: byteLevel,
    model: {
        type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '',
        end_of_word_suffix: '', fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab,
        merges,
    },
});

// bytes_to_unicode() of GPT-2's encoder.py.
const alphabet = [];
for (let byte = 0, next = 256; byte < 256; ++byte) {
    const spellsItself = (33 <= byte && byte <= 126) || (161 <= byte && byte <= 172) || 174 <= byte;
    alphabet.push(String.fromCharCode(spellsItself ? byte : next++));
}

const merges = ['h e', 'l l', 'he ll', 'hell o', 'Ġ t', 'Ġt he', 'e r', 'o r', 'Ġ w', 'Ġw or',
    'Ġwor l', 'Ġworl d', 'Ã ©', 'Ġ Ġ', 'ĠĠ ĠĠ', '1 2', '12 3', "' s", '< |', 'e n', 'Ċ Ċ'];
const tokens = [...alphabet, ...merges.map((merge) => merge.replace(' ', '')), '<|endoftext|>'];
const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
const added = (id, content, special) => ({
    id, content, special, single_word: false, lstrip: false, rstrip: false, normalized: false,
});
const addedTokens = [
    added(tokens.length - 1, '<|endoftext|>', true), added(tokens.length, '<s>', true),
    added(tokens.length + 1, '[[', false), added(tokens.length + 2, '[[x]]', false),
    added(tokens.length + 3, 'né ', false), added(tokens.length + 4, '東京', false),
];

const texts = [
    '', 'hello', 'hello world', '  the   world\n\n\nthe', "it's the world's 123 12 1234", 'café né né',
    '<|endoftext|>', 'the<|endoftext|> the <|endoftext|>\n', '<|endoftext| <|', '<s>hello<s>', '[[[[x]]',
    '[[x]', '[[[x]]]', 'in東京 東京都', '👩‍🚀 ∀x', '\u0000\u001b\u007f', '  ', 'a'.repeat(40) + ' hello',
    'né  hello [[ the',
];

const write = async () => {
    const pairs = merges.map((merge) => merge.split(' '));
    const asStrings = tokenizerJson(vocab, merges, addedTokens);
    const asPairs = tokenizerJson(vocab, pairs, addedTokens);
    const idsOf = async (json, text) =>
        Tokenizer.fromString(JSON.stringify(json)).encode(text, null, {addSpecialTokens: false})
            .then((encoding) => encoding.getIds());
    const cases = [];
    for (const text of texts) {
        const ids = await idsOf(asStrings, text);
        if (String(ids) !== String(await idsOf(asPairs, text)))
            throw new Error(`the spellings disagree about ${text}`);
        cases.push({text, token_ids: [...ids]});
    }

    const gpt2 = (name) => fs.readFileSync(path.join(__dirname, 'gpt2', name), 'utf8');
    const gpt2Merges = gpt2('merges.txt').split('\n').slice(1).filter((line) => line);
    const whole = Tokenizer.fromString(JSON.stringify(tokenizerJson(JSON.parse(gpt2('vocab.json')),
        gpt2Merges, [added(50256, '<|endoftext|>', true)])));
    const known = JSON.parse(fs.readFileSync(path.join(__dirname, 'tokenizer_goldens.json')));
    for (const {name, text, token_ids: ids} of known.cases) {
        const theirs = await whole.encode(text, null, {addSpecialTokens: false});
        if (!text.includes('<|endoftext|>') && String(theirs.getIds()) !== String(ids))
            throw new Error(`${name}: ${theirs.getIds()} instead of ${ids}`);
    }

    const ascii = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g,
        (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
    fs.writeFileSync(path.join(__dirname, 'tokenizer_json_goldens.json'),
        '{"tokenizer":\n' + ascii(asStrings) + ',\n"merges_as_pairs":\n' + ascii(pairs) +
        ',\n"cases": [\n' + cases.map(ascii).join(',\n') + '\n]}\n');
};

write();
