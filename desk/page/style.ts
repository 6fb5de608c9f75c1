/** One sheet for every page: system fonts, light and dark, from a phone's width up. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #14181f; --dim: #535c69; --line: #d9dee5; --link: #0b57b8; --code: #eef1f5;
  --p0: #b3161f; --p1: #b04a00; --p2: #7a6100; --p3: #2a5fa8; --none: #5b6470; --good: #1a6b3c; --on: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10141a; --card: #1a2029; --ink: #e8ebef; --dim: #a3adba; --line: #303945; --link: #84b9ff; --code: #232b36;
    --p0: #ff6b6b; --p1: #ff9f4a; --p2: #e3c34a; --p3: #84b9ff; --none: #a3adba; --good: #6fd39a; --on: #10141a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.top { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; padding: 0.75rem max(1.25rem, calc((100% - 62rem) / 2 + 1.25rem)); border-bottom: 1px solid var(--line); background: var(--card); }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; }
.top nav { display: flex; gap: 1.25rem; }
.top nav a { color: var(--dim); text-decoration: none; padding: 0.25rem 0; }
.top nav a[aria-current] { color: var(--ink); border-bottom: 2px solid var(--link); }
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; margin: 0.5rem 0 1rem; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.1rem; }
h2 small { font-weight: 400; color: var(--dim); font-size: 0.95rem; margin-left: 0.4rem; }
.headline { font-size: 1.35rem; font-weight: 600; margin: 0.25rem 0 1rem; }
.headline .watchdog { font-weight: 400; font-size: 1rem; color: var(--dim); }
.headline.quiet { color: var(--good); }
.band { padding: 0.75rem 1rem; border-radius: 6px; margin: 0 0 1rem; }
.band.broken { background: var(--p0); color: var(--on); }
.band.broken a { color: inherit; }
.band.waiting { border: 1px solid var(--line); background: var(--card); }
.P0 { --tone: var(--p0); } .P1 { --tone: var(--p1); } .P2 { --tone: var(--p2); } .P3 { --tone: var(--p3); } .none { --tone: var(--none); }
section.priority > h2 { color: var(--tone); }
.badge { display: inline-block; min-width: 2.2em; padding: 0 0.45em; border-radius: 4px; background: var(--tone); color: var(--on); font-size: 0.85rem; font-weight: 700; text-align: center; white-space: nowrap; }
.alert { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--tone); border-radius: 6px; padding: 0.8rem 1rem; margin: 0 0 0.75rem; }
.alert header { display: flex; flex-wrap: wrap; gap: 0.1rem 0.7rem; align-items: baseline; }
.alert h3 { margin: 0; font-size: 1.05rem; }
.alert p { margin: 0.35rem 0; }
.alert header p { margin: 0; color: var(--dim); }
.alert .since { margin-left: auto; }
.alert .number { font-size: 1.02rem; }
.summary { font-weight: 600; }
.doubt { color: var(--dim); font-style: italic; }
.links { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0.1rem 1.25rem; }
.links a { padding: 0.2rem 0; }
h3, .place, .summary, .number, dd, .resolved strong { overflow-wrap: anywhere; unicode-bidi: isolate; }
.alike { margin: 0 0 0.75rem; }
.alike > summary { padding: 0.2rem 0; overflow-wrap: anywhere; }
.alike[open] > summary { margin-bottom: 0.5rem; }
details summary { color: var(--dim); cursor: pointer; width: fit-content; }
dl { margin: 0.4rem 0 0; font-size: 0.92rem; }
dl div { display: flex; gap: 0.75rem; }
dt { min-width: 7rem; color: var(--dim); overflow-wrap: anywhere; }
dd { margin: 0; }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
.resolved { list-style: none; padding: 0; margin: 0; }
.resolved li { display: flex; flex-wrap: wrap; gap: 0.1rem 0.7rem; align-items: baseline; padding: 0.45rem 0; border-bottom: 1px solid var(--line); }
.resolved .badge { background: none; color: var(--tone); border: 1px solid var(--tone); }
.resolved .place, .resolved .since { color: var(--dim); }
.resolved .since { margin-left: auto; }
.more, .dim { color: var(--dim); }
.prose { max-width: 46rem; }
.prose table, .query { display: block; overflow-x: auto; max-width: 100%; }
.prose table { border-collapse: collapse; }
.prose th, .prose td { border: 1px solid var(--line); padding: 0.35rem 0.7rem; text-align: left; vertical-align: top; }
.prose td:not(:last-child) { white-space: nowrap; }
.prose td:last-child { min-width: 11rem; }
.prose img { max-width: 100%; }
pre, code { font: 0.9em/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px; }
code { padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { padding: 0.7rem 0.9rem; overflow-x: auto; overflow-wrap: normal; }
pre code { padding: 0; background: none; overflow-wrap: inherit; }
blockquote { margin: 0.75rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--dim); }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.8rem 1rem; margin: 0 0 0.75rem; scroll-margin-top: 1rem; }
.panel:target, .panel.asked { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.panel h3 { margin: 0; }
.panel p { margin: 0.35rem 0; }
.panel pre { margin: 0.4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.list { padding-left: 1.1rem; }
.list li { margin: 0.3rem 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  main { padding: 0.9rem; }
  .top { padding-inline: 0.9rem; }
  .alert .since, .resolved .since { margin-left: 0; flex-basis: 100%; }
  .links a { padding: 0.4rem 0; }
}
@media print { .top, .links, details { display: none; } }
`
