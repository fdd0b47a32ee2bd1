/// What heat maps, bars and panels need beyond the style of the runbook.
enum CapacityStyle {
  static let text =
    """
    body { max-width: 80rem; }
    .answers { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
    @media (min-width: 64rem) {
      .answers { grid-template-columns: minmax(0, 1fr) 27rem; }
      .points { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
    }
    .answers > * { min-width: 0; }
    .points > article { display: none; margin-top: 0; }
    .points > article:target { display: block; }
    .points:not(:has(:target)) > article.first { display: block; }
    @supports not selector(:has(*)) { .points > article.first { display: block; } }
    figure { margin: 1rem 0; }
    figcaption { color: var(--faint); font-size: .875rem; }
    svg { display: block; font: 13px system-ui, sans-serif; }
    svg text { fill: var(--ink); }
    svg a { cursor: pointer; }
    svg a:focus-visible rect { outline: none; stroke: var(--link); stroke-width: 4; }
    svg a:hover rect { stroke: var(--link); stroke-width: 3; }
    .cell { stroke: var(--paper); stroke-width: 1; }
    .note { font-size: 10px; }
    .empty { fill: none; stroke: var(--line); stroke-dasharray: 3 3; }
    .never { fill: var(--panel); stroke: var(--line); }
    .hatch { stroke: var(--faint); stroke-width: 2; }
    .halo { fill: none; stroke: var(--paper); stroke-width: 7; stroke-linecap: square; }
    .front { fill: none; stroke: var(--ink); stroke-width: 3; stroke-linecap: square; }
    .dashed { stroke-dasharray: 1 7; stroke-linecap: butt; }
    .axis { stroke: var(--line); }
    .whisker { stroke: var(--ink); stroke-width: 1.5; }
    .gain { fill: var(--good); }
    .harm { fill: var(--bad); }
    .unsure { fill: var(--faint); }

    """ + colours + """
      .legend { list-style: none; margin: .5rem 0; padding: 0; font-size: .875rem; }
      .legend li { display: inline-block; margin: 0 1rem .25rem 0; }
      .bar + .legend li { display: block; margin: 0; }
      .swatch {
        display: inline-block; width: 1.6rem; height: .8rem; margin-right: .4rem;
        border: 1px solid var(--line); vertical-align: -1px;
      }
      .bar { width: 100%; height: 1.4rem; border: 1px solid var(--line); }
      .points h3, .points h4 { margin: .75rem 0 .25rem; font-size: .95rem; }
      .points h3:first-child { margin-top: 0; }
      .points dl { grid-template-columns: 5.5rem 1fr; font-size: .8125rem; }
      .tables td { vertical-align: top; }
      .wrap td:last-child { white-space: normal; }
      .maps { display: flex; flex-wrap: wrap; gap: 0 2rem; }
      .maps > figure { max-width: 100%; }
      @media print { .points > article { display: block; } .points { max-height: none; } }
      @media (max-width: 34rem) {
        .points dl { grid-template-columns: 1fr; }
        h1 { font-size: 1.4rem; }
        .wrap thead { display: none; }
        .wrap table, .wrap tbody, .wrap tr, .wrap td { display: block; }
        .wrap td { border: none; padding: 0; white-space: normal; }
        .wrap td::before { content: attr(data-title) ": "; color: var(--faint); }
        .wrap tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
        th, td { padding: .25rem .4rem; }
      }

      """

  /// Cividis, from light to dark (Nuñez, Anderton, Renslow 2018): even in lightness, and the same to
  /// eyes that see red and green alike.
  static let steps = [
    "#FFEA46", "#D3C164", "#A69D75", "#7C7B78", "#575C6D", "#233E6C", "#00204D",
  ]

  /// One colour for each limit of `SweepResult.limitNames` (Okabe and Ito 2008), the last for work.
  static let limits = [
    "#0072B2", "#CC79A7", "#F0E442", "#D55E00", "#E69F00", "#56B4E9", "#009E73", "#8C564B",
    "#8B949E",
  ]

  private static var colours: String {
    steps.enumerated().map { place, colour in
      let ink = place < 4 ? "#000000" : "#FFFFFF"
      return
        ".s\(place) { fill: \(colour); background: \(colour); }\n.i\(place) text { fill: \(ink); }\n"
    }.joined()
      + limits.enumerated().map { ".l\($0) { fill: \($1); background: \($1); }\n" }.joined()
        + """
        .sn {
          background: repeating-linear-gradient(135deg, var(--faint) 0 2px, var(--panel) 2px 6px);
        }

        """
  }
}
