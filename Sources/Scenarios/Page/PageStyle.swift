/// The style of a page: that of the reports, and what the timeline needs beyond it.
enum PageStyle {
  static let text =
    RunbookStyle.text + """
      :root {
        --wait: #d9a441; --sleep: #b8a1d9; --idle: #c9d1d9; --fetch: #4c8dd6; --post: #2f9e8f;
        --work: #8795a5; --double: #9a6700; --on: #10161d;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --wait: #c69026; --sleep: #8e7cc3; --idle: #444c56; --fetch: #539bf5; --post: #39b3a2;
          --work: #768390; --double: #e3b341; --on: #05080b;
        }
      }
      body { max-width: 96rem; }
      header p { margin: .25rem 0; }
      .facts { color: var(--faint); }
      .parting { border-left: 4px solid var(--bad); padding: .25rem 0 .25rem 1rem; }
      .parting p { margin: .25rem 0; }
      .both {
        display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0 3rem; margin: 1rem 0;
      }
      .tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
      .tools > div { display: flex; flex-wrap: wrap; gap: .25rem; align-items: center; }
      button, input, select {
        font: inherit; font-size: .875rem; color: var(--ink); background: var(--panel);
        border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; min-height: 2rem;
      }
      button { cursor: pointer; }
      button:hover { border-color: var(--link); }
      select { max-width: 13rem; }
      label { font-size: .875rem; color: var(--faint); }
      #search { width: 15rem; max-width: 100%; }
      #moment { width: 10.5rem; font-variant-numeric: tabular-nums; }
      #scrubber { flex: 1 1 14rem; padding: 0; accent-color: var(--link); min-width: 0; }
      #foundcount:empty { display: none; }
      #found {
        list-style: none; display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0;
      }
      #found small { color: var(--faint); }
      .work { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
      @media (min-width: 70rem) {
        .work { grid-template-columns: minmax(0, 1fr) 25rem; }
        .beside { max-height: 88vh; overflow-y: auto; position: sticky; top: .5rem; }
      }
      .picture { border: 1px solid var(--line); border-radius: 6px; margin-bottom: .75rem; }
      .picture > h3 { padding: 0 .4rem; }
      .axisrow { display: flex; border-bottom: 1px solid var(--line); }
      .axisrow > span { flex: 0 0 11rem; }
      .axis { display: block; min-width: 0; cursor: ew-resize; touch-action: none; }
      .scroller { display: flex; overflow-y: auto; overflow-x: hidden; position: relative; }
      .labels { flex: 0 0 11rem; position: relative; border-right: 1px solid var(--line); }
      .label {
        position: absolute; left: 0; right: 0; display: flex; align-items: center; gap: .25rem;
        padding: 0 .4rem; font-size: .75rem; white-space: nowrap; overflow: hidden;
      }
      .label span { overflow: hidden; text-overflow: ellipsis; }
      .label small { color: var(--faint); margin-left: auto; }
      .fold { min-height: 0; padding: 0 .3rem; border: none; background: none; line-height: 1; }
      .stage {
        flex: 1 1 0; min-width: 0; position: relative; cursor: crosshair; touch-action: pan-y;
      }
      .stage > canvas { display: block; position: absolute; left: 0; top: 0; }
      .stage:focus-visible { outline-offset: -3px; }
      #hover {
        position: fixed; z-index: 3; pointer-events: none; max-width: 22rem; padding: .3rem .5rem;
        font-size: .75rem; background: var(--ink); color: var(--paper); border-radius: 4px;
      }
      .hint { color: var(--faint); font-size: .8125rem; margin: .25rem 0 .75rem; }
      .work h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
      .work h3 { margin: .5rem 0 .25rem; }
      .work h4 { margin: .5rem 0 .25rem; }
      .work h4, caption {
        font-size: .8125rem; color: var(--faint); font-weight: 600; text-align: left;
      }
      .beside table { width: 100%; font-size: .8125rem; }
      .beside dl { grid-template-columns: 8.5rem 1fr; font-size: .8125rem; margin-top: .75rem; }
      .beside p { margin: .25rem 0; font-size: .8125rem; }
      .room + .room { border-top: 1px solid var(--line); margin-top: .75rem; }
      #item { font-size: .875rem; }
      .lives {
        display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2rem;
      }
      .lives > * { min-width: 0; }
      .bars { list-style: none; margin: 0; padding: 0; font-size: .8125rem; }
      .bars li { margin: .35rem 0; }
      .bars b { font-weight: 500; }
      .bars small { color: var(--faint); display: block; }
      .track {
        display: block; height: .5rem; background: var(--panel); border: 1px solid var(--line);
        border-radius: 3px; overflow: hidden;
      }
      .track i { display: block; height: 100%; background: var(--fetch); }
      .full .track i { background: var(--bad); }
      #item ol { margin: .25rem 0; padding-left: 1.25rem; font-size: .8125rem; }
      #item .bad { color: var(--bad); }
      #item .double { color: var(--double); }
      #item pre, .why pre { white-space: pre-wrap; }
      .legend {
        list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0;
        margin: .25rem 0 1rem; font-size: .8125rem;
      }
      .legend i {
        display: inline-block; width: 1.2rem; height: .7rem; margin-right: .35rem;
        border-radius: 2px;
      }
      .t-work { background: var(--work); } .t-fetch { background: var(--fetch); }
      .t-post { background: var(--post); } .t-wait { background: var(--wait); }
      .t-sleep { background: var(--sleep); } .t-idle { background: var(--idle); }
      .t-bad { background: var(--bad); } .t-good { background: var(--good); }
      .t-double { background: var(--double); }
      #lines td { white-space: normal; vertical-align: top; }
      #lines td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
      #lines .left td:nth-child(4), #lines .right td:nth-child(3) { color: var(--faint); }
      #lines .fault td { color: var(--bad); }
      .unseen { position: absolute; left: -100rem; }
      [hidden] { display: none !important; }
      @media (max-width: 34rem) {
        .labels, .axisrow > span { flex-basis: 6rem; }
        .label { font-size: .6875rem; padding: 0 .2rem; }
        .label small { display: none; }
        body { padding: .6rem; }
        h1 { font-size: 1.35rem; }
        #lines table { display: block; }
        #lines thead { display: none; }
        #lines tbody, #lines tr, #lines td { display: block; border: none; padding: 0; }
        #lines tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
        #lines td[data-side]:not(:empty)::before {
          content: attr(data-side) ": "; color: var(--faint);
        }
        .beside dl { grid-template-columns: 1fr; }
      }
      @media (hover: none) { #keys { display: none; } }
      @media print {
        :root {
          --paper: #ffffff; --ink: #000000; --faint: #444444; --line: #bbbbbb; --panel: #f4f4f4;
          --bad: #a40e26; --on: #000000; --idle: #c9d1d9;
        }
        .tools, .hint, #found, .skip { display: none; }
        .work { grid-template-columns: 1fr; }
        .beside { max-height: none; overflow: visible; position: static; }
        .scroller { overflow: visible; }
      }

      """
}
