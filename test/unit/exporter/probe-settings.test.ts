import { describe, expect, test } from 'vitest'
import { refusal } from '../../support/exporter.js'

const module = (text: string) => `probes:\n  modules:\n    m:\n${text.replace(/^/gm, '      ')}`
const target = (address: string, prober = 'http') =>
  `probes:\n  modules: { m: { prober: ${prober} } }\n  targets:\n    - { name: a, module: m, target: '${address}' }`

describe('a mistake among the probes is one sentence with file, line, key and remedy', () => {
  test.each([
    [
      module('prober: icmp'),
      'plimsoll.yaml:4: the prober icmp needs raw sockets, which this process does not have; probe a port with tcp.',
    ],
    [module('prober: grpc'), 'plimsoll.yaml:4: the prober grpc is not there; probe the port with tcp, or a health page with http.'],
    [module('prober: htp'), 'plimsoll.yaml:4: there is no prober "htp"; write "http".'],
    [module('timeout: 1s'), 'plimsoll.yaml:3: probes.modules.m has no key "prober"; add it.'],
    [
      module('prober: http\ntcp: { tls: true }'),
      'plimsoll.yaml:5: the prober is http, so the keys under tcp mean nothing; leave them away.',
    ],
    [module('prober: dns'), 'plimsoll.yaml:3: a module of the prober dns needs to know what to ask for; add dns: { query_name: … }.'],
    [module('prober: dns\ndns: { query_name: a..b }'), 'plimsoll.yaml:5: query_name is no name of a host; write it as www.example.com.'],
    [
      module("prober: http\nhttp:\n  fail_if_body_matches_regexp:\n    - ok\n    - 'a(?=b)'"),
      'plimsoll.yaml:8: the pattern cannot be read (invalid or unsupported Perl syntax: `(?=`); write it as RE2 has it.',
    ],
    [
      module('prober: http\nhttp:\n  basic_auth: { username: me }\n  bearer_token_file: x'),
      'plimsoll.yaml:5: basic_auth, authorization and bearer_token_file exclude each other; keep one of them.',
    ],
    [
      module('prober: http\nhttp:\n  basic_auth: { username: me, password_variable: NONE }'),
      'plimsoll.yaml:6: the environment variable NONE that password_variable names is not set; set it or use a file.',
    ],
    [
      module('prober: http\nhttp:\n  tls_config:\n    ca_file: nowhere.pem'),
      'plimsoll.yaml:7: the file nowhere.pem that ca_file names cannot be read (ENOENT); name a PEM file that this user may read.',
    ],
    [
      module('prober: http\nany_target: true\nhttp: { headers: { X-Api-Key: s } }'),
      'plimsoll.yaml:5: the module sends headers that may be secret, so its targets must be written down; list each in allow_targets, without *.',
    ],
    [
      module("prober: http\nallow_targets: ['https://*.example.com']\nhttp: { basic_auth: { username: me } }"),
      'plimsoll.yaml:5: the module sends credentials, so its targets must be written down; list each in allow_targets, without *.',
    ],
    [
      module("prober: http\nallow_targets:\n  - 'https://a.example.*/'"),
      'plimsoll.yaml:6: a * stands for the first parts of the name alone; write it as https://*.example.com.',
    ],
    [
      module('prober: http\nany_target: true\nallow_targets: [http://a]'),
      'plimsoll.yaml:6: any_target allows what allow_targets lists; keep one of them.',
    ],
    [module('prober: http\nhttp: { body_size_limit: 11MB }'), 'plimsoll.yaml:5: body_size_limit is 11MB; write a size from 1B to 10MB.'],
    [
      target('ftp://a/'),
      'plimsoll.yaml:4: this is no address for the prober http; write it as https://shop.example.com/health, without a user or password.',
    ],
    [
      target('http://me:hunter2@a/'),
      'plimsoll.yaml:4: this is no address for the prober http; write it as https://shop.example.com/health, without a user or password.',
    ],
    [
      target('a', 'tcp'),
      'plimsoll.yaml:4: this is no address for the prober tcp; write it as db.example.com:5432, without a user or password.',
    ],
    [target('http://a').replace('module: m', 'module: n'), 'plimsoll.yaml:4: no module is named "n"; write "m".'],
    [
      `${target('http://a')}\n    - { name: a, module: m, target: b }`,
      'plimsoll.yaml:5: another target is named "a" too; give each its own name.',
    ],
  ])('%j', async (yaml, sentence) => {
    const said = await refusal(yaml)
    expect(said).toBe(sentence)
    expect(said).not.toContain('hunter2')
  })
})
