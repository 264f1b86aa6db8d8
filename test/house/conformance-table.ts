// The table of docs/conformance.md, printed from the cards themselves, so that the page and the program say the same.

import { loadVenue } from "#assemblies/live";
import { type Subject, subjectName, subjectsOf } from "#assemblies/simulated-ground/subject";
import { CARDS } from "#conformance/cards";
import { venues } from "#venues/registry";

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** Every card with the subjects that it does not apply to, and why. */
function cardTable(subjects: readonly Subject[]): string {
  const exceptions = (card: (typeof CARDS)[number]): string => {
    const byReason = new Map<string, string[]>();
    for (const subject of subjects) {
      const reason = card.needs(subject);
      if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), subjectName(subject)]);
    }
    return [...byReason].map(([reason, names]) => `${names.join(", ")}: ${reason}`).join("; ");
  };
  return [
    row("card", "what is promised", "does not apply to"),
    row("---", "---", "---"),
    ...CARDS.map((card) => row(card.id, card.title, exceptions(card))),
  ].join("\n");
}

/** The page with what is between its marks replaced by the present cards. */
export async function withCardTable(page: string): Promise<string> {
  const subjects: Subject[] = [];
  for (const [id, { load }] of venues) if (load !== undefined) subjects.push(...subjectsOf(await loadVenue(id)));
  const parts: Readonly<Record<string, string>> = {
    cards: cardTable(subjects),
    subjects: subjects.map((subject) => `- ${subjectName(subject)}`).join("\n"),
  };
  return page.replace(
    /(<!-- printed: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_all, open: string, name: string, close: string) => `${open}\n${parts[name] ?? ""}\n${close}`,
  );
}
