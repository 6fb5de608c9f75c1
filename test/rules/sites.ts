/** The site of the containers with every receiver, and a folder to render one into. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { containerSite, differences, documentsOf, OWNED_FOLDERS, writeDifferences } from '../../generator/emit/index.js'
import type { SiteOptions } from '../../generator/emit/index.js'

/** Everybody who can be told is told; the secrets lie in files. */
export const everyReceiver = (): SiteOptions => ({
  ...containerSite(),
  receivers: {
    slack: { urlFile: '/run/secrets/slack-url', channel: '#alerts' },
    pagerduty: { routingKeyFile: '/run/secrets/pagerduty-key' },
    email: {
      to: 'tickets@shop.example',
      from: 'plimsoll@shop.example',
      smarthost: 'mail.shop.example:587',
      passwordFile: '/run/secrets/mail-password',
    },
  },
})

/** Writes every document of a site into a new folder. */
export const rendered = (site: SiteOptions): string => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-site-'))
  writeDifferences(
    root,
    differences(
      root,
      documentsOf(site, () => undefined),
      OWNED_FOLDERS,
    ),
  )
  return root
}
