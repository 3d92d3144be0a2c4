"""Words, marks and emoji of a message with their strengths: the features of the lexicon.

Sources/Sentiment/Text does the same on UTF-8 bytes; `check.py` holds the two to each other.
"""

import re

EMOJI = {
    "joy": "😀😃😄😁😊☺🙂😌😇🥳🎉🎊🙌💃🕺😋🤗😺😸✨🌞🍻🥂🎶😎🤩💯💪🏆🌟",
    "laugh": "😂🤣😆😹😅",
    "love": "❤♥💕💖💗💓💞💘💝💜💙💚💛🧡🖤🤍💟😍😘🥰😻💋😚😙😗",
    "approve": "👍👏🙏👌🤝✌🤞🫶✅✔",
    "sad": "😢😭😞😔☹🙁😟😥😓😿💔😩😫🥺😣😖😪",
    "angry": "😠😡🤬👿💢😤🖕",
    "fear": "😨😰😱😧😦😬",
    "surprise": "😮😲😯🤯😳",
    "disgust": "🤢🤮😒🙄🤦👎😑🤡",
    "think": "🤔🤷🧐😐😶🤨😕🙃",
}
EMOTICONS = {
    "joy": ":) :-) (: =) :] ^^ ^_^",
    "laugh": ":D :-D =D xD XD",
    "love": "<3",
    "wink": ";) ;-) ;D ;P :P :-P :p :-p",
    "sad": ":( :-( ): =( :'( :'-( :[ </3 ;_;",
    "angry": ">:( >:-(",
    "skeptical": ":/ :-/ :\\ :-\\ :| :-| -_-",
    "surprise": ":O :-O :o :-o o_O O_o O_O o_o",
}
NEGATIONS = set(
    "not n't no never cannot nothing nobody neither nor without hardly barely none cant dont doesnt didnt isnt wasnt wont "
    "wouldnt couldnt shouldnt aint arent havent hasnt lack lacks lacking".split()
)
AMPLIFIERS = set(
    "very really so extremely incredibly absolutely totally completely super too truly highly utterly such most "
    "fucking freaking insanely".split()
)
DIMINISHERS = set("slightly somewhat little bit kinda fairly rather sort kind mildly almost less".split())

NEGATED = -0.4
NEGATION_SCOPE = 3
AMPLIFIED = 1.5
DIMINISHED = 0.6
CAPITALS = 1.3
# Features of a text from which their strengths are scaled down, so that a long text is no louder than a short one.
LOUDNESS = 24

_GROUP_OF_EMOJI = {ord(character): f"<{group}>" for group, characters in EMOJI.items() for character in characters}
# Longest first.
_EMOTICONS = sorted(
    ((text, f"<{group}>") for group, texts in EMOTICONS.items() for text in texts.split()),
    key=lambda entry: (-len(entry[0]), entry[0]),
)
_EMOTICON_STARTS = {text[0] for text, _ in _EMOTICONS}
_MASK = re.compile(r"\[[A-Z]+\]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^ \t\n\r]*")
_MENTION = re.compile(r"@[A-Za-z0-9_]+")
_BREAKS = set(". ... ! !! ? ?? ?! , ; : ( ) \"".split())


def is_symbol(code):
    """Scalars beyond ASCII that end a word: punctuation, symbols, emoji, their joiners."""
    return (
        0x80 <= code < 0xC0 or code in (0xD7, 0xF7) or 0x2000 <= code < 0x2C00 or 0x3000 <= code < 0x3040
        or 0xFE00 <= code < 0xFE10 or 0xFF00 <= code < 0xFF10 or 0x1F000 <= code
    )


def _is_letter(character):
    code = ord(character)
    return "a" <= character <= "z" or "A" <= character <= "Z" or code >= 0x80 and not is_symbol(code)


def _is_word(character):
    return _is_letter(character) or "0" <= character <= "9"


def _lower(word):
    """Lower case of ASCII; three or more of a letter become two."""
    out = []
    for character in word:
        if "A" <= character <= "Z":
            character = character.lower()
        if len(out) >= 2 and character == out[-1] == out[-2] and "a" <= character <= "z":
            continue
        out.append(character)
    return "".join(out)


def tokens(text):
    """(token, is a word, is written in capitals), in order."""
    text = text.replace("’", "'").replace("‘", "'")
    index, count, after_word = 0, len(text), False
    while index < count:
        character = text[index]
        if not after_word:
            if character in _EMOTICON_STARTS:
                found = next(
                    (
                        entry for entry in _EMOTICONS
                        if text.startswith(entry[0], index)
                        and not (_is_word(entry[0][-1]) and text[index + len(entry[0]):][:1] and _is_word(text[index + len(entry[0])]))
                    ),
                    None,
                )
                if found:
                    yield found[1], False, False
                    index += len(found[0])
                    continue
            match = _MASK.match(text, index) or _ADDRESS.match(text, index) or _MENTION.match(text, index)
            if match:
                index = match.end()
                continue
        if _is_word(character):
            end = index
            while end < count and (
                _is_word(text[end]) or text[end] == "'" and end + 1 < count and _is_letter(text[end + 1])
            ):
                end += 1
            word = text[index:end]
            capitals = (
                len(word) > 1 and any("A" <= c <= "Z" for c in word) and not any("a" <= c <= "z" for c in word)
            )
            word = _lower(word)
            if word.endswith("n't"):
                if verb := word[:-3] if word != "can't" else "ca":
                    yield verb, True, capitals
                yield "n't", True, capitals
            elif "'" in word:
                split = word.index("'")
                yield word[:split], True, capitals
                yield word[split:], True, capitals
            else:
                yield word, True, capitals
            index, after_word = end, True
            continue
        if character == "'" and not after_word and index + 1 < count and _is_letter(text[index + 1]):
            end = index + 1
            while end < count and _is_word(text[end]):
                end += 1
            yield _lower(text[index:end]), True, False
            index, after_word = end, True
            continue
        after_word = False
        if character in "!?.":
            kinds = "." if character == "." else "!?"
            end = index
            while end < count and text[end] in kinds:
                end += 1
            run = text[index:end]
            if character == ".":
                yield "." if len(run) == 1 else "...", False, False
            else:
                yield "?!" if "?" in run and "!" in run else run[:2], False, False
            index = end
            continue
        group = _GROUP_OF_EMOJI.get(ord(character))
        if group:
            yield group, False, False
        elif character in ",;:()\"":
            yield character, False, False
        index += 1


def features(text):
    """Feature → strength. A feature that comes twice keeps its greatest strength."""
    found = list(tokens(text))
    mixed = any(is_word and not capitals and len(token) > 1 for token, is_word, capitals in found)
    strengths = {}
    scope = 0
    boost = 1.0

    def add(name, strength):
        if abs(strength) > abs(strengths.get(name, 0.0)):
            strengths[name] = strength

    for token, is_word, capitals in found:
        if not is_word:
            if token in _BREAKS:
                scope = 0
            boost = 1.0
            add(token, 1.0)
            continue
        strength = boost * (CAPITALS if capitals and mixed else 1.0)
        if scope > 0:
            scope -= 1
            strength *= NEGATED
        add(token, strength)
        if token in NEGATIONS:
            scope = NEGATION_SCOPE
        boost = AMPLIFIED if token in AMPLIFIERS else DIMINISHED if token in DIMINISHERS else 1.0
    if len(strengths) > LOUDNESS:
        scale = LOUDNESS / len(strengths)
        strengths = {name: strength * scale for name, strength in strengths.items()}
    return strengths
