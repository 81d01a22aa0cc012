// The configuration of Allure 3. Title, results and output are given on the command line, the rest by the environment.
import { readFileSync } from "node:fs";

// Allure 2 finds the same file among the results; what only Allure 3 knows is added here.
const categories = JSON.parse(readFileSync(new URL("./categories.json", import.meta.url), "utf8"));
const several = process.env.CONFORMANCE_SEVERAL === "yes" ? ["epic"] : [];
const history = process.env.CONFORMANCE_HISTORY;
const labels = [...several, "requirement"].map((label) => ({ label }));
const rules = categories.map((rule) => ({
  ...rule,
  groupBy: labels,
  groupByMessage: false,
  expand: rule.name !== "Not applicable",
}));

export default {
  ...(history ? { historyPath: history, historyLimit: 20, appendHistory: true } : {}),
  plugins: {
    awesome: {
      options: {
        singleFile: true, // the only kind that opens from disk
        reportLanguage: "en",
        groupBy: [...several, "feature", "requirement"],
        defaultSortBy: "status,asc", // what has to be mended comes first
        sections: ["charts"],
        charts: [
          { type: "statusDynamics", title: "Checks, run by run" },
          { type: "statusTransitions", title: "Mended and newly violated checks, run by run" },
          { type: "testResultSeverities", title: "Checks by level: critical is MUST, minor is SHOULD" },
        ],
      },
    },
  },
  // What every result has in common, or what a reader of a verdict does not ask for.
  hideLabels: ["host", "thread", "framework", "language", "package", "parentSuite", "suite", "subSuite", "story"],
  categories: { rules },
};
