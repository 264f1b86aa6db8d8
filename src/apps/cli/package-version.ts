import { readFileSync } from "node:fs";

/** The version in the package.json that this code belongs to, from src as from dist; `unknown` when it is not there. */
export function packageVersion(): string {
  try {
    const text: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
    return typeof text === "object" && text !== null && "version" in text ? String(text.version) : "unknown";
  } catch {
    return "unknown";
  }
}
