import { STEP_SECONDS } from './step.js'
import type { Limit } from '../../../definition/thresholds/index.js'
import { definition, subjectsOf } from '../../../definition/thresholds/index.js'
import type { Document } from '../document.js'
import { yamlText } from '../yaml-text.js'
import type { Context } from './expectation.js'
import { levelTestsOf } from './level-tests.js'
import { signalTestsOf } from './signal-tests.js'
import type { NamedTest } from './views.js'
import { viewsOf } from './views.js'

const testFile = (path: string, subject: string, tests: readonly object[]): readonly Document[] =>
  tests.length === 0
    ? []
    : [
        {
          path: `prometheus/tests/${path}.yml`,
          text: yamlText({ rule_files: [`../rules/${subject}.yml`], evaluation_interval: `${STEP_SECONDS}s`, tests }),
        },
      ]

const inEveryView = (limit: Limit, testsOf: (limit: Limit) => readonly NamedTest[]): readonly object[] =>
  viewsOf(limit).flatMap((view) => testsOf(view.limit).map((test) => ({ ...test, name: test.name + view.suffix })))

/** promtool tests, two files a limit: on its recorded series, exact to the value, and on raw series from end to end. */
export const testDocuments = (context: Context, of = definition): readonly Document[] =>
  Object.entries(subjectsOf(of)).flatMap(([subject, members]) =>
    members.flatMap((limit) => [
      ...testFile(
        `${limit.name}.levels`,
        subject,
        inEveryView(limit, (view) => levelTestsOf(view, context)),
      ),
      ...testFile(`${limit.name}.signal`, subject, inEveryView(limit, signalTestsOf)),
    ]),
  )
