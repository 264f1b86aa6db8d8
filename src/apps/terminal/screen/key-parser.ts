// Bytes of a raw terminal become keys. Escape sequences may arrive in pieces and may be ones we never heard of: those are swallowed
// whole, so that none of their letters is taken for a command.

/** One key press. `character` holds one printable character. */
export type Key =
  | { readonly kind: "character"; readonly character: string }
  | {
      readonly kind:
        | "up"
        | "down"
        | "left"
        | "right"
        | "home"
        | "end"
        | "page-up"
        | "page-down"
        | "tab"
        | "back-tab"
        | "enter"
        | "escape"
        | "backspace"
        | "interrupt"
        | "suspend";
    };

type NamedKind = Exclude<Key["kind"], "character">;

const ESCAPE = "\u001b";
/** A sequence longer than this is no key; it is thrown away. */
const PENDING_MAX = 64;
const PASTE_BEGIN = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;

const CONTROLS: Readonly<Record<string, NamedKind>> = {
  "\t": "tab",
  "\r": "enter",
  "\n": "enter",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u0003": "interrupt",
  "\u001a": "suspend",
};

const FINALS: Readonly<Record<string, NamedKind>> = { A: "up", B: "down", C: "right", D: "left", H: "home", F: "end", Z: "back-tab" };
const TILDES: Readonly<Record<string, NamedKind>> = { "1": "home", "4": "end", "5": "page-up", "6": "page-down", "7": "home", "8": "end" };

/** Turns chunks of input text into keys. */
export class KeyParser {
  #pending = "";
  #pasting = false;

  /** Whether the beginning of a sequence waits: a lone escape, if nothing follows soon. */
  get waiting(): boolean {
    return this.#pending !== "";
  }

  /** Takes a chunk and returns the keys that are complete. */
  feed(chunk: string): Key[] {
    let text = this.#pending + chunk;
    this.#pending = "";
    const keys: Key[] = [];
    while (text !== "") {
      const length = this.#next(text, keys);
      if (length === 0) {
        this.#pending = text.length > PENDING_MAX ? "" : text;
        break;
      }
      text = text.slice(length);
    }
    return keys;
  }

  /** Nothing followed in time: a waiting escape was the key itself; other beginnings are dropped. */
  flush(): Key[] {
    const alone = this.#pending === ESCAPE;
    this.#pending = "";
    return alone ? [{ kind: "escape" }] : [];
  }

  /** Reads one key from the front. Returns how much text it took, 0 when more is needed. */
  #next(text: string, keys: Key[]): number {
    if (this.#pasting) return this.#skipPaste(text);
    if (text.startsWith(ESCAPE)) return this.#sequence(text, keys);
    const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
    const control = CONTROLS[character];
    if (control !== undefined) keys.push({ kind: control });
    else if (character >= " ") keys.push({ kind: "character", character });
    return character.length;
  }

  #sequence(text: string, keys: Key[]): number {
    if (text.length === 1) return 0;
    // A second escape means that the first one stood alone.
    if (text[1] === ESCAPE) {
      keys.push({ kind: "escape" });
      return 1;
    }
    if (text[1] === "O") return text.length < 3 ? 0 : pushNamed(keys, FINALS[text[2] ?? ""], 3);
    // Alt with a character: not one of our keys.
    if (text[1] !== "[") return 2;
    const end = finalAt(text);
    if (end === undefined) return 0;
    const whole = text.slice(0, end + 1);
    if (whole === PASTE_BEGIN) this.#pasting = true;
    const final = text[end] ?? "";
    return pushNamed(keys, final === "~" ? TILDES[text.slice(2, end).split(";")[0] ?? ""] : FINALS[final], end + 1);
  }

  /** Pasted text is never a command. */
  #skipPaste(text: string): number {
    const end = text.indexOf(PASTE_END);
    if (end >= 0) {
      this.#pasting = false;
      return end + PASTE_END.length;
    }
    return Math.max(0, text.length - PASTE_END.length + 1);
  }
}

function pushNamed(keys: Key[], kind: NamedKind | undefined, length: number): number {
  if (kind !== undefined) keys.push({ kind });
  return length;
}

/** The place of a control sequence's final byte; undefined while it has not come. */
function finalAt(text: string): number | undefined {
  for (let at = 2; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x40 && code <= 0x7e) return at;
  }
  return undefined;
}
