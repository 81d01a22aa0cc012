// The configuration of Allure 3. Title, results and output are given on the command line.
import { readFileSync } from "node:fs";

// Allure 2 finds the same file among the results.
const categories = JSON.parse(readFileSync(new URL("./categories.json", import.meta.url), "utf8"));

export default {
  plugins: {
    awesome: {
      options: {
        singleFile: true, // the only kind that opens from disk
        reportLanguage: "en",
        groupBy: ["epic", "feature", "story"],
      },
    },
  },
  // What every result has in common, or what a reader of a verdict does not ask for.
  hideLabels: ["host", "thread", "framework", "language", "package", "parentSuite", "suite", "subSuite"],
  categories: { rules: categories },
};
