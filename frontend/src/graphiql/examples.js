// The playground's opening tabs, the headline first. The server's tests run every one of them.
import chain from "./examples/chain.graphql?raw";
import denials from "./examples/drug-guideline-denials.graphql?raw";
import evidence from "./examples/evidence.graphql?raw";
import specialties from "./examples/specialties.graphql?raw";

export const examples = [denials, chain, evidence, specialties].map((query) => ({ query }));
