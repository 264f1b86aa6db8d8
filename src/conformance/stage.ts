// The stage of one card: it opens grounds for the card, and when the card is over it says what no card may leave behind.

import { type GroundOptions, type OpenGround } from "#assemblies/simulated-ground/ground";
import { type Subject } from "#assemblies/simulated-ground/subject";
import { Scene } from "#conformance/scene";

/** Everything that one card opened. */
export class Stage {
  readonly subject: Subject;
  readonly #open: OpenGround;
  readonly #scenes: Scene[] = [];

  constructor(subject: Subject, open: OpenGround) {
    this.subject = subject;
    this.#open = open;
  }

  /** A ground of its own, with the first market of the product. */
  async open(options: GroundOptions = {}): Promise<Scene> {
    const scene = new Scene(this.subject, await this.#open(this.subject, options));
    this.#scenes.push(scene);
    return scene;
  }

  /** Ends everything. What was wrong all along, whatever the card looked at: books that were wrong while live, trades, leaks. */
  async end(): Promise<readonly string[]> {
    const found = await Promise.all(this.#scenes.map((scene) => scene.end()));
    return found.flat();
  }
}
