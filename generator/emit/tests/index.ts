import { STEP_SECONDS } from './step.js'
import { definition, subjectsOf } from '../../../definition/thresholds/index.js'
import type { Document } from '../document.js'
import { yamlText } from '../yaml-text.js'
import type { Context } from './expectation.js'
import { levelTestsOf } from './level-tests.js'
import { signalTestsOf } from './signal-tests.js'

const testFile = (path: string, subject: string, tests: readonly object[]): readonly Document[] =>
  tests.length === 0
    ? []
    : [
        {
          path: `prometheus/tests/${path}.yml`,
          text: yamlText({ rule_files: [`../rules/${subject}.yml`], evaluation_interval: `${STEP_SECONDS}s`, tests }),
        },
      ]

/** promtool tests, two files a limit: on its recorded series, exact to the value, and on raw series from end to end. */
export const testDocuments = (context: Context, of = definition): readonly Document[] =>
  Object.entries(subjectsOf(of)).flatMap(([subject, members]) =>
    members.flatMap((limit) => [
      ...testFile(`${limit.name}.levels`, subject, levelTestsOf(limit, context)),
      ...testFile(`${limit.name}.signal`, subject, signalTestsOf(limit)),
    ]),
  )
