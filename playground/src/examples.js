// The playground's opening tabs; tests run every one of them against the schema.
export const examples = [
  { query: "{ __typename }" },
];
