import type { Receivers } from '../../definition/site/index.js'

export const receivers: Receivers = Object.freeze({
  pagerduty: { routingKeyFile: '/run/secrets/pagerduty' },
  slack: { urlFile: '/run/secrets/slack', channel: '#shop-alerts' },
  email: {
    to: 'tickets@shop.example',
    from: 'plimsoll@shop.example',
    smarthost: 'mail.shop.example:587',
    passwordFile: '/run/secrets/mail',
  },
})
