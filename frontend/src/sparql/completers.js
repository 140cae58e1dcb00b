// Completion from what the page brings: our classes, properties and prefixes. The editor's own completers ask
// other hosts, so none of them is used but the one for variables.
import { Yasgui } from "@zazuko/yasgui";

const { Yasqe } = Yasgui;

const fits = (token) => (iri) => !token?.autocompletionString || iri.toLowerCase().includes(token.autocompletionString.toLowerCase());

/** Replace the classes, properties and prefixes that are offered. */
export function offer({ classes, properties }, prefixes) {
  for (const [name, iris] of [["class", classes], ["property", properties]])
    Yasqe.forkAutocompleter(name, { name: `our-${name}`, bulk: false, autoShow: false, get: (yasqe, token) => iris.filter(fits(token)) }, false);
  const declared = Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "our-prefixes", bulk: false, get: (yasqe, token) => declared.filter((one) => one.startsWith(token?.autocompletionString ?? "")), persistenceId: null }, false);
  return ["our-prefixes", "our-property", "our-class", "variables"];
}
