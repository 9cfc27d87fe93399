/// Makes the long tables searchable. It reads the JSON blocks, draws only the visible rows, and puts every text into
/// the page as text, never as markup. Without it the page already shows the newest rows.
enum Script {
    static let text = """
        "use strict";
        (() => {
          const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
          const size = (bytes) => {
            let unit = 0, value = bytes;
            while (value >= 1024 && unit < 6) { value /= 1024; unit += 1; }
            return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
          };
          const number = (value) => value.toLocaleString("en-US");
          const fold = (text) => text.normalize("NFC").toLowerCase();
          const styles = ["purged", "restored", "held", "refused", "unknown", "keep", "quiet"];

          const start = (section) => {
            const data = JSON.parse(section.querySelector("script").textContent);
            const { columns, texts, marks, rows } = data;
            const view = section.querySelector(".rows");
            const body = section.querySelector("tbody");
            const table = body.closest("table");
            table.tHead?.rows[0]?.setAttribute("aria-rowindex", 1);
            const shown = section.querySelector(".shown");
            const search = section.querySelector("input");
            const choices = [...section.querySelectorAll("select")];
            const value = (row, column) => {
              const cell = row[column];
              if (cell === null || cell === -1) return "";
              if (columns[column] === "text") return texts[cell];
              return columns[column] === "size" ? size(cell) : String(cell);
            };
            const haystacks = new Array(rows.length);
            const haystack = (index) => haystacks[index]
              ??= fold(columns.map((_, column) => value(rows[index], column)).join("\\u0001"));
            for (const choice of choices) {
              const column = Number(choice.dataset.column);
              const used = new Set(rows.map((row) => row[column]));
              for (const [index, text] of [...used].filter((index) => index >= 0).map((index) => [index, texts[index]])
                .sort((a, b) => (a[1] < b[1] ? -1 : 1))) {
                const option = document.createElement("option");
                option.value = String(index);
                option.textContent = text;
                choice.append(option);
              }
            }

            let found = rows.map((_, index) => index);
            let height = 32, from = -1, to = -1;
            const line = (index) => {
              const row = document.createElement("tr");
              columns.forEach((kind, column) => {
                const cell = document.createElement("td");
                const text = value(rows[index], column);
                if (kind === "size") cell.className = "n";
                if (column === 0 || column === data.mark) cell.className = "t";
                if (column === data.mark) {
                  const dot = document.createElement("span");
                  dot.className = `dot ${styles[marks[rows[index][column]]] ?? "quiet"}`;
                  cell.append(dot);
                }
                const isolated = document.createElement("bdi");
                isolated.textContent = text === "" ? "–" : text;
                cell.append(isolated);
                if (text.length > 40) cell.title = text;
                row.append(cell);
              });
              return row;
            };
            const space = (pixels) => {
              const row = document.createElement("tr");
              row.className = "space";
              row.setAttribute("aria-hidden", "true");
              const cell = row.insertCell();
              cell.colSpan = columns.length;
              cell.style.height = `${pixels}px`;
              return row;
            };
            const draw = (isPrinting) => {
              const room = Math.ceil(view.clientHeight / height) + 20;
              const first = isPrinting ? 0 : Math.max(0, Math.floor(view.scrollTop / height) - 10);
              const last = Math.min(found.length, isPrinting ? 200 : first + room);
              if (first === from && last === to) return;
              [from, to] = [first, last];
              const lines = [];
              if (first > 0) lines.push(space(first * height));
              for (let at = first; at < last; at += 1) {
                const row = line(found[at]);
                row.setAttribute("aria-rowindex", at + 2);
                lines.push(row);
              }
              if (last < found.length) lines.push(space((found.length - last) * height));
              body.replaceChildren(...lines);
              // Most rows aren't there; the head is the first.
              table.setAttribute("aria-rowcount", found.length + 1);
              const sample = body.querySelector("tr:not(.space)");
              if (sample && !isPrinting) height = sample.getBoundingClientRect().height || height;
            };
            const report = () => {
              const all = found.length === rows.length;
              const rest = data.omitted > 0 ? ` The ${number(data.omitted)} older ones are only counted.` : "";
              shown.textContent = (all ? `All ${number(rows.length)} ${data.noun}.`
                : `${number(found.length)} of ${number(rows.length)} ${data.noun}.`) + rest;
            };
            const update = () => {
              const words = fold(search.value).split(/\\s+/).filter((word) => word !== "");
              const chosen = choices.filter((choice) => choice.value !== "")
                .map((choice) => [Number(choice.dataset.column), Number(choice.value)]);
              found = [];
              for (let index = 0; index < rows.length; index += 1) {
                if (!chosen.every(([column, wanted]) => rows[index][column] === wanted)) continue;
                if (words.length > 0) {
                  const text = haystack(index);
                  if (!words.every((word) => text.includes(word))) continue;
                }
                found.push(index);
              }
              view.scrollTop = 0;
              from = -1;
              draw(false);
              report();
            };
            let waiting = 0;
            search.addEventListener("input", () => {
              clearTimeout(waiting);
              waiting = setTimeout(update, 120);
            });
            for (const choice of choices) choice.addEventListener("change", update);
            view.addEventListener("scroll", () => requestAnimationFrame(() => draw(false)), { passive: true });
            addEventListener("resize", () => { from = -1; draw(false); });
            addEventListener("beforeprint", () => {
              from = -1;
              draw(true);
              if (to < found.length) {
                shown.textContent = `The first ${number(to)} of ${number(found.length)} ${data.noun}; the page itself has more.`;
              }
            });
            addEventListener("afterprint", () => { from = -1; draw(false); report(); });
            section.querySelector(".controls").hidden = false;
            section.dataset.ready = "yes";
            draw(false);
            report();
          };
          // After the first paint: parsing a hundred thousand rows takes a moment.
          requestAnimationFrame(() => setTimeout(() => {
            for (const section of document.querySelectorAll("section[data-rows]")) start(section);
          }));
        })();
        """
}
