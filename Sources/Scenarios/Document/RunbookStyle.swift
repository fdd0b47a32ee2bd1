/// The style of the HTML report: system fonts, readable on a phone, colours for light and dark.
enum RunbookStyle {
  static let text = """
    :root {
      --paper: #ffffff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --panel: #f6f8fa;
      --link: #0550ae; --good: #116329; --bad: #a40e26; --silent: #57606a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --panel: #161b22;
        --link: #79c0ff; --good: #56d364; --bad: #ff8182; --silent: #9198a1;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; }
    h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); font-size: 1.3rem; }
    h3 { margin: 0 0 .5rem; font-size: 1rem; }
    h3 a { text-decoration: none; }
    nav ul { margin: 1rem 0; padding-left: 1.2rem; columns: 18rem; }
    article {
      margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px;
    }
    article:target, details:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
    dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
    dt { color: var(--faint); }
    dd { margin: 0; min-width: 0; }
    .mark { font-weight: 600; }
    .holds { color: var(--good); }
    .refuted { color: var(--bad); }
    .silent { color: var(--silent); font-style: italic; }
    .advice { margin: .5rem 0 0; }
    summary { cursor: pointer; color: var(--link); }
    pre, code { font-family: ui-monospace, monospace; font-size: .8125rem; }
    pre {
      margin: .5rem 0; padding: .5rem; overflow-x: auto; background: var(--panel);
      border: 1px solid var(--line); border-radius: 6px; overflow-wrap: normal;
    }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .875rem; }
    th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; }
    tbody th { font-weight: 400; }
    .number, .totals td { text-align: right; font-variant-numeric: tabular-nums; }
    .wide th, .wide td { white-space: nowrap; overflow-wrap: normal; }
    footer { margin-top: 3rem; color: var(--faint); font-size: .875rem; }
    @media (max-width: 34rem) {
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5rem; }
    }
    @media print { details > * { display: block; } nav { display: none; } }

    """
}
