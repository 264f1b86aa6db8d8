import { type OutFrame, type OwnPing, type SocketAct, type SocketDialect } from "#venues/dialect";
import { type Language } from "#venues/lbank/dialect/addresses";
import { readFields } from "#venues/lbank/dialect/client-message";

/** The words of a socket that keeps the language of its client's first message; until then its address decides. */
export function eitherWords(start: Language, words: Readonly<Record<Language, SocketDialect>>): SocketDialect {
  let chosen: Language | undefined;
  const spoken = (): SocketDialect => words[chosen ?? start];
  return {
    get ownPing(): OwnPing | undefined {
      return spoken().ownPing;
    },
    greeting: (): readonly OutFrame[] => spoken().greeting(),
    received(text, held): readonly SocketAct[] {
      chosen ??= languageOf(text);
      return spoken().received(text, held);
    },
    opening: (topic) => spoken().opening(topic),
    step: (topic, step) => spoken().step(topic, step),
    prints: (topic, prints) => spoken().prints(topic, prints),
    account: (topic, step) => spoken().account?.(topic, step) ?? [],
    ping: (id) => spoken().ping(id),
  };
}

/** `action` is V2's word; `sub`, `unsub`, `req`, `op` and numeric pings are the article's. Undefined leaves it open. */
function languageOf(text: string): Language | undefined {
  const fields = readFields(text);
  if (fields === undefined) return undefined;
  if (fields.has("action")) return "v2";
  const numeric = typeof fields.get("ping") === "number" || typeof fields.get("pong") === "number";
  return numeric || ["sub", "unsub", "req", "op"].some((name) => fields.has(name)) ? "article" : undefined;
}
