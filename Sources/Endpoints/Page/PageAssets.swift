// The page's style, and the script that keeps it fresh.

enum PageAssets {
  static let style = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1c2024;--dim:#5b636b;--line:#d9dde1;--good:#18794e;--warn:#9a5b00;--bad:#c4232f;--link:#0b5cad;--soft:#f4f6f8}
    @media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e6e9ec;--dim:#9aa4ae;--line:#30363c;--good:#4cc38a;--warn:#f0b35a;--bad:#ff8087;--link:#7ab8ff;--soft:#1d2226}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:90rem;padding:0 1rem;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
    header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;padding:.8rem 0;border-bottom:1px solid var(--line)}
    .brand{font-weight:700;font-size:1.15rem;text-decoration:none;color:var(--fg)}
    a{color:var(--link)}
    a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,pre:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    main:focus{outline:none}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem}
    .dim,.when,footer{color:var(--dim);font-size:.87rem}
    h1{font-size:1.35rem;margin:1rem 0;overflow-wrap:anywhere}h2{font-size:1.02rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
    .banner{border:2px solid var(--bad);border-radius:6px;padding:.6rem .9rem;font-weight:600}
    ul{list-style:none;margin:0;padding:0}li{padding:.2rem 0;overflow-wrap:anywhere}
    .alerts{background:var(--soft);border-left:4px solid var(--bad);padding:.1rem 1rem .6rem;border-radius:4px}
    .alerts h2{margin-top:.7rem}
    form{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;margin:1.3rem 0 0}
    label{color:var(--dim)}
    input,select,button{font:inherit;color:var(--fg);background:var(--soft);border:1px solid var(--dim);border-radius:5px;padding:.25rem .55rem}
    table{width:100%;border-collapse:collapse;table-layout:fixed}
    th,td{text-align:left;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:middle;font-weight:400}
    thead th{color:var(--dim);font-size:.82rem}
    tbody th{font-weight:600}
    th:nth-child(1){width:22%}th:nth-child(2){width:13%}th:nth-child(3){width:11%}th:nth-child(4){width:26%}
    .badge{white-space:nowrap}.good{color:var(--good)}.warn,.note{color:var(--warn)}.bad{color:var(--bad);font-weight:600}
    .note{font-size:.85rem;font-weight:400}
    .strip{display:block;width:100%;height:20px;background:var(--soft);border-radius:3px}
    .defs{position:absolute;width:0;height:0}
    #unseen path{stroke:var(--dim);stroke-width:1.2}
    .healthy,.running{color:var(--good)}.running{opacity:.65}.starting{color:var(--warn)}.unhealthy,.down{color:var(--bad)}
    .scale{display:flex;justify-content:space-between;margin:.1rem 0}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:1rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
    pre{background:var(--soft);padding:.7rem;border-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere}
    .history{list-style:none;padding:0}.history li{border-bottom:1px solid var(--line);padding:.4rem 0}time{color:var(--dim);font-variant-numeric:tabular-nums;margin-right:.6rem}
    footer{padding:2rem 0;display:block}footer a{margin-right:.6rem}
    @media(max-width:44rem){thead{position:absolute;left:-99rem}tr{display:grid;grid-template-columns:1fr auto;gap:0 .8rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
    th,td{border:0;padding:.1rem 0}tbody th,.exit,.day{grid-column:1/-1;width:auto}th:nth-child(1){width:auto}}

    """

  /// Fetches the page again every ten seconds while it is looked at, and not while somebody reads or types in it.
  static let script = """
    setInterval(async () => {
      const main = document.getElementById("main");
      if (document.hidden || main.contains(document.activeElement) && document.activeElement !== main || String(getSelection())) return;
      try {
        const answer = await fetch(location.href);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("main");
        if (!answer.ok || !fresh) throw new Error();
        main.replaceWith(fresh);
        document.querySelector(".when").replaceWith(page.querySelector(".when"));
      } catch {
        document.querySelector(".when").textContent = "Dogwatch does not answer: this page is old";
      }
    }, 10000);

    """
}
