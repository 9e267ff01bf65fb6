// Writes tokenizer_goldens.json: texts and the token ids that an independent implementation of
// GPT-2's tokenizer gives them. To run it, in a temporary folder:
//
//     npm i gpt-3-encoder@1.1.4
//     NODE_PATH=$PWD/node_modules node .../tests/data/make_tokenizer_goldens.js
//
// The encoder is JavaScript, whose \s is not that of GPT-2's original: JavaScript's has U+FEFF and
// lacks U+0085. No case has one of these; pretokenizer_goldens.json does.

const fs = require('fs');
const path = require('path');
const {encode} = require('gpt-3-encoder');

const texts = {
    'empty': '',
    'word': 'Hello',
    'sentence': 'Hello, world! This is a test.',
    'leading space': ' the',
    'contractions': "I'm sure they're right, we've said he'd say it's what you'll do; don't.",
    'upper-case contractions': "I'M SURE THEY'RE RIGHT, IT'S WHAT YOU'LL DO; DON'T.",
    'contraction after a space': "rock 'n' roll 's 't 're",
    'contraction that goes on': "'something 'tis 'twas 'llama 'street",
    'typographic apostrophe': 'don’t it’s',
    'quotes': '"\'Tis so," she said, \'isn\'t it?\'',
    'spaces between': 'a  b   c    d',
    'trailing space': 'The end ',
    'trailing spaces': 'The end   ',
    'only spaces': '     ',
    'one space': ' ',
    'newline': 'one\ntwo',
    'blank lines': 'one\n\ntwo\n\n\nthree\n',
    'newlines and spaces': 'one \n two\n  three  \n\n  four',
    'windows newlines': 'one\r\ntwo\r\n\r\nthree',
    'tabs': '\tone\t\ttwo\t three \t',
    'vertical tab and form feed': 'a\vb\fc \v\f d',
    'no-break spaces': 'a\u00a0b \u00a0c\u00a0\u00a0d\u00a0',
    'ideographic spaces': '東京\u3000大阪\u3000\u3000京都',
    'other spaces': 'a\u2003b\u2009c\u202fd\u205fe\u1680f\u2028g\u2029h',
    'zero-width space is no space': 'a\u200bb \u200b c',
    'Mongolian vowel separator is no space': 'a\u180eb \u180e c',
    'chinese': '我喜欢在周末读书，因为很安静。',
    'japanese': 'これはペンです。カタカナと漢字も。',
    'korean': '안녕하세요 세계',
    'cyrillic': 'Съешь же ещё этих мягких французских булок',
    'greek': 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία',
    'arabic': 'السلام عليكم ورحمة الله',
    'hebrew': 'שלום עולם',
    'hindi': 'नमस्ते दुनिया',
    'thai': 'สวัสดีชาวโลก',
    'accents, composed': 'naïve café façade Ångström',
    'accents, combining': 'nai\u0308ve cafe\u0301 A\u030angstro\u0308m',
    'combining mark alone': '\u0301 \u0301\u0301x',
    'emoji': '😀 😃😄 ok 👍',
    'emoji with joiners': '👩‍👩‍👧‍👦 🏳️‍🌈 👩🏽‍🚀',
    'flags': '🇫🇷🇩🇪 🇯🇵',
    'heart with variation selector': 'I ❤️ it',
    'digits': '0 12 345 6789 1234567890 3.14159 1,000,000',
    'digits of other scripts': '٠١٢٣ १२३ ๑๒๓ １２３ ⅷ ½ ² ①',
    'letters and digits': 'abc123def 4x4 B2B h3llo',
    'mixed punctuation': '?!... --- (a) [b] {c} <d> #e @f $9.99 100% & * ^ ~ `g`',
    'punctuation and spaces': ' . , ; :  !  ? ',
    'underscores': '__init__ snake_case _x',
    'url': 'https://www.example.com/a/b.html?q=1&r=%20x#frag',
    'email': 'someone.else+tag@example.org',
    'python': 'def f(x):\n    if x > 0:\n        return x ** 2\n\n    return None\n',
    'c++': '#include <vector>\nint main() { std::vector<int> v{1, 2}; return v[0] != 1; }\n',
    'json': '{"key": [1, 2.5e-3, null, true], "nested": {"a": "b\\n"}}',
    'latex': '\\frac{\\partial f}{\\partial x} = \\int_0^1 e^{-x^2}\\,dx',
    'control characters': 'a\u0000b\u0001\u001b[0m\u007f',
    'math': '∀x∈ℝ: ⌈x⌉ = −⌊−x⌋ ≠ ∞',
    'old scripts': '𐌰𐌱 𓀀𓀁 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚',
    'last code points': '\uffff\u{10ffff}\u{10000}\ufffd',
    'long word': 'pneumonoultramicroscopicsilicovolcanoconiosis',
    'very long word': 'supercalifragilistic'.repeat(40),
    'one letter many times': 'a'.repeat(257),
    'alternating letters': 'ab'.repeat(100),
    'many spaces': ' '.repeat(100) + 'x',
    'many newlines': '\n'.repeat(65),
    'many dashes': '-'.repeat(99),
    'end of text': '<|endoftext|>',
    'end of text inside': 'one<|endoftext|>two <|endoftext|>\n',
    'almost end of text': '<|endoftext| > <|endoftext|<|endoftext',
};

for (const [name, text] of Object.entries(texts))
    if (/[\ufeff\u0085]/.test(text))
        throw new Error(`${name}: JavaScript's \\s disagrees with GPT-2's`);

const cases = Object.entries(texts).map(([name, text]) => ({name, text, token_ids: encode(text)}));

// One case a line, and ASCII only, so that invisible characters can be seen.
const ascii = (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
fs.writeFileSync(path.join(__dirname, 'tokenizer_goldens.json'),
    '{"cases": [\n' + cases.map(ascii).join(',\n') + '\n]}\n');
