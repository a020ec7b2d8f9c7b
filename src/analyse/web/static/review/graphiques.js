// Draws each figure of the page with plotly, in the colours of the page. Without this script, the
// tables that follow the figures say the same.
"use strict";
(function () {
  const style = () => getComputedStyle(document.documentElement);
  const colour = (name) => style().getPropertyValue(name).trim();
  const dark = () => colour("color-scheme") === "dark" || style().colorScheme === "dark";
  // Okabe and Ito's palette, told apart by most eyes; symbols differ as well.
  const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#3a7ca5", "#5b5b5b", "#7b3294"];
  const DARK = ["#56b4e9", "#ff9d4d", "#4fd1a5", "#e8a5ca", "#e6c84f", "#8ecae6", "#c0c0c0", "#c9a0dc"];

  function draw(element) {
    const figure = JSON.parse(element.dataset.figure);
    const ink = colour("--encre");
    const palette = dark() ? DARK : LIGHT;
    const scale = ["--n1", "--n2", "--n3", "--n4"].map(colour);
    for (const trace of figure.data) {
      if (trace.type === "heatmap") {
        trace.colorscale = [[0, colour("--fond")], [1, colour("--accent")]];
      }
      if (trace.type === "treemap") {
        trace.marker = { colors: trace.parents.map((p) => (p === "" ? colour("--fond") : p === "tous" ? scale[1] : scale[3])), line: { width: 1, color: colour("--papier") } };
        trace.textfont = { color: ink };
        trace.pathbar = { visible: false };
      }
    }
    const axis = { gridcolor: colour("--filet"), zerolinecolor: colour("--filet"), linecolor: colour("--bord"), color: ink };
    const layout = Object.assign({ margin: { l: 48, r: 12, t: 12, b: 48 } }, figure.layout, {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: ink, family: colour("--sans") || "sans-serif", size: 12 },
      colorway: palette,
      height: figure.height,
      separators: ", ",
    });
    layout.xaxis = Object.assign({}, axis, figure.layout.xaxis);
    layout.yaxis = Object.assign({}, axis, figure.layout.yaxis);
    if (window.innerWidth < 600) {
      layout.legend = Object.assign({}, layout.legend, { font: { size: 10 } });
      layout.margin = Object.assign({}, layout.margin, { l: 36, r: 4 });
    }
    element.hidden = false;
    window.Plotly.newPlot(element, figure.data, layout, { responsive: true, displayModeBar: false });
  }

  function all() {
    if (!window.Plotly) return;
    document.querySelectorAll("[data-figure]").forEach(draw);
  }
  window.addEventListener("DOMContentLoaded", all);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
})();
