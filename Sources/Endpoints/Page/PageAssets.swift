// What the page loads beside itself: its style and its icon.

enum PageAssets {
  static let style = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1c2024;--dim:#5b636b;--line:#d9dde1;--good:#18794e;--warn:#8f5500;--bad:#c4232f;--link:#0b5cad;--soft:#f4f6f8}
    @media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e6e9ec;--dim:#9aa4ae;--line:#30363c;--good:#4cc38a;--warn:#f0b35a;--bad:#ff8087;--link:#7ab8ff;--soft:#1d2226}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:90rem;padding:0 1rem;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
    a{color:var(--link)}a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
    main:focus{outline:none}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem;z-index:1}
    header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.2rem 1rem;padding:.8rem 0;border-bottom:1px solid var(--line)}
    .brand{font-weight:700;font-size:1.15rem;text-decoration:none;color:var(--fg);overflow-wrap:anywhere}
    .brand bdi{color:var(--dim);font-weight:400;margin-left:.6rem}
    .when{margin:0}.dim,.when,td .ago,.legend,footer{color:var(--dim);font-size:.87rem}
    #live:not(:empty)::before{content:"● "}.stale{color:var(--bad);font-weight:600}.stale:not(:empty)::before{content:"▲ "!important}
    h1{font-size:1.35rem;margin:1rem 0;overflow-wrap:anywhere}h2{font-size:1.02rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
    h2 .dim{font-weight:400}.ago{white-space:nowrap}
    .banner{border:2px solid var(--bad);border-radius:6px;padding:.6rem .9rem;font-weight:600}
    ul,ol{list-style:none;margin:0;padding:0}li{padding:.2rem 0;overflow-wrap:anywhere}
    summary{cursor:pointer;padding:.2rem 0;width:max-content}
    .alerts{background:var(--soft);border-left:4px solid var(--bad);padding:.1rem 1rem .6rem;border-radius:4px;margin-bottom:1rem}
    .alerts h2{margin-top:.7rem}.alerts a{display:inline-block;max-width:100%}
    .deliveries{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline}.deliveries h2{margin:.6rem 0 0}
    form{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;margin:1.3rem 0 0}
    label{color:var(--dim)}
    input,select,button{font:inherit;color:var(--fg);background:var(--soft);border:1px solid var(--dim);border-radius:5px;padding:.25rem .55rem;max-width:100%}
    input{min-width:11.5rem}select{width:9rem}
    .above{margin-top:1rem}.above p{margin:.3rem 0}
    .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem}.legend span{display:flex;align-items:center;gap:.35rem}.legend .strip{width:24px;height:16px}
    .many .project{content-visibility:auto;contain-intrinsic-size:auto 30rem}
    table{width:100%;border-collapse:collapse;table-layout:fixed}
    th,td{text-align:left;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:middle;font-weight:400}
    thead th{color:var(--dim);font-size:.82rem}.project~.project thead th{font-size:0;line-height:0;padding:0}
    tbody th{font-weight:600}.day{padding-right:0}
    th:nth-child(1){width:22%}th:nth-child(2){width:14%}th:nth-child(3){width:11%}th:nth-child(4){width:26%}
    i{font-style:normal}.good,.warn,.bad,.idle{white-space:nowrap}.good{color:var(--good)}.warn,.note{color:var(--warn)}.bad{color:var(--bad);font-weight:600}.idle{color:var(--dim)}
    .note{font-size:.85rem;font-weight:400}
    .strip{display:block;width:100%;height:20px;background:var(--soft);border-radius:3px;forced-color-adjust:none}
    .defs{position:absolute;width:0;height:0}
    #unseen path{stroke:var(--dim);stroke-width:1.2}
    rect{fill-opacity:.85}.healthy,.running{color:var(--good)}.running{fill-opacity:.5}.starting{color:var(--warn)}.unhealthy,.down{color:var(--bad)}.stopped,.unknown{color:var(--dim)}
    .scale{display:flex;justify-content:space-between;margin:.1rem 0}
    nav{font-size:.87rem;margin-top:1rem;overflow-wrap:anywhere}nav+h1{margin-top:.2rem}
    dl{display:grid;grid-template-columns:fit-content(40%) 1fr;gap:.2rem 1.2rem;margin:1rem 0}dt{color:var(--dim);overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}
    pre{background:var(--soft);padding:.7rem;border-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:20rem;overflow:auto}
    .history li{border-bottom:1px solid var(--line);padding:.4rem 0}.history time{color:var(--dim);font-variant-numeric:tabular-nums;margin-right:.6rem}
    footer{padding:2rem 0}footer a{margin-right:.6rem}
    @media(max-width:44rem){
    thead{position:absolute;left:-99rem}tr{display:grid;grid-template-columns:1fr auto;gap:0 .8rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
    th,td,th:nth-child(n){border:0;padding:.1rem 0;width:auto}tbody th,.exit,.day{grid-column:1/-1}.none{display:none}
    label{display:grid;grid-template-columns:3.5rem 1fr;gap:.5rem;align-items:center;width:100%}input,select{width:100%;min-width:0}}

    """

  /// A watchful eye in the colours of the page.
  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#18794e"/>\
    <path d="M3 16q13-15 26 0q-13 15-26 0z" fill="#fff"/><circle cx="16" cy="16" r="6" fill="#1c2024"/><circle cx="18" cy="14" r="2" fill="#fff"/></svg>

    """
}
