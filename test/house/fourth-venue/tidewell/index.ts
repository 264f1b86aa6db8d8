// Tidewell as the rest of truebook sees it. It never imports the dialect.

import { chosenInterface } from "#core/interface-choice";
import { tidewellDescription } from "#venues/tidewell/description";
import { errorCategory } from "#venues/tidewell/errors";
import { frameReader } from "#venues/tidewell/reader";
import { reads } from "#venues/tidewell/rest/reads";
import { check } from "#venues/tidewell/sequence";
import { subscribeCodec } from "#venues/tidewell/subscribe";
import { type Venue } from "#venues/venue";

export const tidewell: Venue = {
  description: tidewellDescription,
  market: (product, choice) => ({
    description: chosenInterface(tidewellDescription, product, choice),
    subscribe: subscribeCodec,
    reads,
    reader: frameReader,
    check,
  }),
  errorCategory,
};
