#!/usr/bin/env python3
"""Checks reports in a headless Chromium.

Usage: check.py CHROMIUM PAGE RECORDS [PICTURES]. PAGE was made from trail.py's records, RECORDS of them. With a folder for
PICTURES, screenshots and a PDF are left there for people to look at.
"""
import os
import sys
import time

from browser import Browser

failed = 0


def check(name, holds, found=""):
    global failed
    print(f"{'ok' if holds else 'FAILED'}: {name}" + ("" if holds else f": {found}"))
    failed += not holds


READY = "[...document.querySelectorAll('section[data-rows]')].every((section) => section.dataset.ready)"
SHOWN = "document.querySelector('#records .shown').textContent"
ROWS = "[...document.querySelectorAll('#records tbody tr:not(.space)')].map((row) => row.textContent)"
# W3C's contrast of each text with its background; the smallest counts.
CONTRAST = """(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.getClientRects().length || element.closest("script,option")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(element.closest("svg") ? style.fill : style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, `${node.data.trim().slice(0, 40)} in ${element.tagName}.${element.className}`];
  }
  return worst;
})()"""


def looks(browser, page, pictures):
    for name, width, dark in (("light", 1200, False), ("dark", 1200, True), ("phone", 390, False)):
        browser.look(width, height=844 if width < 600 else 900, dark=dark)
        browser.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        ratio, where = browser.value(CONTRAST)
        check(f"{name}: every text stands out from its ground by 4.5:1", ratio >= 4.5, f"{ratio:.2f}: {where}")
        wide = browser.value("document.documentElement.scrollWidth")
        check(f"{name}: nothing is wider than {width} pixels", wide <= width, wide)
        if pictures:
            browser.picture(os.path.join(pictures, f"{name}.png"), whole=name != "phone")
    browser.look(1200)
    path = os.path.join(pictures or browser.folder.name, "report.pdf")
    browser.print(path)
    with open(path, "rb") as file:
        check("it prints", file.read(5) == b"%PDF-")


def executes_nothing(browser):
    check("no title was executed", "EXECUTED" not in browser.value("document.title"), browser.value("document.title"))
    check("no text became an element", browser.value(
        "document.querySelectorAll('img,iframe,object,embed,link:not([rel=icon]),script:not([type]):not(:last-of-type),"
        "meta[http-equiv=refresh],form').length") == 0)
    # The script sets the height of rows that replace many others.
    found = browser.value("""[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]
      .filter((a) => /^on/.test(a.name) || a.name === "style" && !(e.tagName === "TD" && /^height: [\\d.e+]+px;$/.test(a.value)))
      .map((a) => `${e.tagName} ${a.name}`))""")
    check("no element listens by an attribute", not found, found[:3])
    check("the browser has nothing to complain of", not browser.happened("Log.entryAdded")
          and not browser.happened("Runtime.exceptionThrown"), browser.happened("Log.entryAdded"))
    requested = [event["request"]["url"][:60] for event in browser.happened("Network.requestWillBeSent")]
    outside = [url for url in requested if not url.startswith(("file:", "data:"))]
    check("it requests nothing but itself",
          len(requested) >= 1 and not outside and sum(u.startswith("file:") for u in requested) == 1, requested)


def policy_holds(browser):
    """The page's policy blocks an injected script, style, picture and request."""
    browser.value("""(() => {
      globalThis.violations = [];
      addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "globalThis.smuggled = true";
      document.body.append(script);
      const picture = document.createElement("img");
      picture.src = "http://127.0.0.1:9/x.png";
      document.body.append(picture);
      const element = document.createElement("p");
      element.setAttribute("style", "color: red");
      document.body.append(element);
      return fetch("http://127.0.0.1:9/y").catch(() => null).then(() => true);
    })()""")
    browser.until("violations.length >= 4")
    found = sorted(set(browser.value("violations")))
    check("a smuggled script, style, picture and request are stopped",
          found == ["connect-src", "img-src", "script-src-elem", "style-src-attr"], found)
    check("the smuggled script did not run", browser.value("globalThis.smuggled") is None)


def searches(browser, count):
    check("all records are there", browser.value(SHOWN) == f"All {count:,} records.", browser.value(SHOWN))
    total = browser.value("document.querySelector('#records-rows').scrollHeight")
    check("only rows that can be seen are drawn", browser.value(ROWS + ".length") < 200 and total > 20 * count, total)
    indices = browser.value("""(() => {
      const table = document.querySelector("#records tbody").closest("table");
      const rows = [...table.querySelectorAll("tbody tr:not(.space)")];
      return [table.getAttribute("aria-rowcount"), table.tHead.rows[0].getAttribute("aria-rowindex"),
              ...rows.slice(0, 2).map((row) => row.getAttribute("aria-rowindex"))].map(Number);
    })()""")
    check("the table has the number of rows, and the indices of those shown", indices == [count + 1, 1, 2, 3], indices)
    browser.value("document.querySelector('#records input').focus()")
    browser.call("Input.insertText", text="CONTRACT  meyer")
    browser.until(SHOWN + f" !== 'All {count:,} records.'")
    rows = browser.value(ROWS)
    check("a search narrows the rows", rows and all("contract Meyer.pdf" in row for row in rows), rows[:2])
    browser.value("document.querySelector('#records input').value = ''")
    for text, wanted in (("étude", "tude.odt"), ("</script><script>", "</script><script>"), ("עברית", "עברית")):
        browser.value("document.querySelector('#records input').value = ''")
        browser.call("Input.insertText", text=text)
        browser.until(f"(() => {{ const rows = {ROWS}; return rows.length > 0 && rows.every((row) => row.includes({wanted!r})); }})()")
        check(f"{text} is found", True)
    browser.call("Input.insertText", text=" no such thing")
    browser.until(SHOWN + ".startsWith('0 of')")
    check("what isn't there is not found", browser.value(ROWS) == [])
    browser.value("""(() => {
      const section = document.querySelector("#records");
      section.querySelector("input").value = "";
      const choice = section.querySelector("select");
      choice.value = [...choice.options].find((option) => option.textContent === "held").value;
      choice.dispatchEvent(new Event("change"));
    })()""")
    rows = browser.value(ROWS)
    check("a choice narrows the rows", rows and all("held" in row for row in rows), rows[:2])
    browser.value("""(() => {
      const section = document.querySelector("#records");
      section.querySelector("select").value = "";
      section.querySelector("select").dispatchEvent(new Event("change"));
      section.querySelector(".rows").scrollTop = 1e9;
    })()""")
    browser.until(ROWS + ".length > 0 && document.querySelector('#records tbody').lastElementChild.className !== 'space'")
    check("the oldest record can be scrolled to", True)


def main():
    chromium, page, count = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3])
    pictures = sys.argv[4] if len(sys.argv) > 4 else None
    with Browser(chromium) as browser:
        browser.look(1200)
        start = time.monotonic()
        browser.open(page)
        loaded = time.monotonic() - start
        browser.until(READY)
        print(f"note: {count:,} records loaded in {loaded:.2f} s, searchable after {time.monotonic() - start:.2f} s")
        executes_nothing(browser)
        looks(browser, page, pictures)
        searches(browser, count)
        executes_nothing(browser)
        policy_holds(browser)
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(page)
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        check("without the script the newest 200 records stand there", browser.value(ROWS + ".length") == 200)
        check("and controls that do nothing don't", browser.value("document.querySelector('#records .controls').hidden"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
