(function () {
  "use strict";
  if (!window.echarts) return;

  var font = getComputedStyle(document.body).fontFamily;

  var colours; // those of the page, read anew whenever a chart is drawn

  function readColours() {
    var style = getComputedStyle(document.documentElement);
    var read = function (name, fallback) { return style.getPropertyValue(name).trim() || fallback; };
    colours = { page: read("--page", "#fff"), ink: read("--ink", "#222"), soft: read("--soft", "#555"), rule: read("--rule", "#ddd") };
  }

  echarts.registerCustomSeries("vfm-interval", function (params, api) {
    var at = function (i) { return api.coord([api.value(i), api.value(3)]); };
    var payload = params.itemPayload;
    var dot = at(0), low = at(1), high = at(2), y = dot[1];
    var line = { stroke: payload.color, lineWidth: 2 };
    var segment = function (x1, y1, x2, y2) {
      return { type: "line", shape: { x1: x1, y1: y1, x2: x2, y2: y2 }, style: line };
    };
    var left = api.value(2) > 86;
    return {
      type: "group",
      children: [
        // A wide, invisible target, so that the whole line answers the pointer.
        { type: "rect", shape: { x: low[0] - 8, y: y - 10, width: high[0] - low[0] + 16, height: 20 }, style: { fill: "transparent" } },
        segment(low[0], y, high[0], y),
        segment(low[0], y - 5, low[0], y + 5),
        segment(high[0], y - 5, high[0], y + 5),
        {
          type: "path", x: dot[0], y: y, shape: { pathData: payload.shape },
          style: { fill: api.value(4) ? payload.color : colours.page, stroke: payload.color, lineWidth: 2 }
        },
        {
          type: "text",
          style: {
            text: payload.values[params.dataIndex], x: left ? low[0] - 10 : high[0] + 10, y: y,
            align: left ? "right" : "left", verticalAlign: "middle", fill: colours.ink, fontSize: 12, fontFamily: font
          }
        }
      ]
    };
  });

  echarts.registerCustomSeries("vfm-tradeoff", function (params, api) {
    var x = api.value(0), at = api.coord([x, api.value(1)]), low = api.coord([x, api.value(2)]), high = api.coord([x, api.value(3)]);
    var payload = params.itemPayload, tag = payload.tags[params.dataIndex];
    var children = [
      { type: "line", shape: { x1: at[0], y1: low[1], x2: at[0], y2: high[1] }, style: { stroke: payload.color, lineWidth: 2, opacity: 0.6 } },
      {
        type: "path", x: at[0], y: at[1], shape: { pathData: payload.shape },
        style: { fill: api.value(4) ? payload.color : colours.page, stroke: payload.color, lineWidth: 2 }
      }
    ];
    if (tag.anchor) {
      children.push({
        type: "text", x: at[0] + tag.dx, y: at[1] + tag.dy,
        style: { text: tag.text, align: tag.anchor === "end" ? "right" : "left", verticalAlign: "middle", fill: colours.ink, fontSize: 12, fontFamily: font }
      });
    }
    return { type: "group", children: children };
  });

  echarts.registerCustomSeries("vfm-labels", function (params, api) {
    var at = api.coord([0, api.value(1)]);
    return {
      type: "text",
      style: {
        text: params.itemPayload.labels[params.dataIndex], x: at[0] + 4, y: at[1], verticalAlign: "middle",
        fill: colours.ink, fontSize: 13, fontFamily: font, width: params.coordSys.width - 8, overflow: "truncate"
      }
    };
  });

  function themed(option) {
    readColours();
    var ink = colours.ink, soft = colours.soft, rule = colours.rule;
    option.textStyle = { fontFamily: font, color: ink };
    option.legend.textStyle = { color: ink, fontSize: 13 };
    option.legend.padding = [4, 0, 4, 1];
    option.legend.itemGap = 9; // lines as high as in the static chart
    option.legend.inactiveColor = rule;
    Object.assign(option.tooltip, {
      confine: true, backgroundColor: colours.page, borderColor: rule,
      textStyle: { color: ink, fontSize: 13 }, extraCssText: "white-space:normal;max-width:18rem"
    });
    if (option.axes) written(option, soft, rule);
    option.xAxis.forEach(function (axis) {
      axis.nameTextStyle = { color: soft, fontSize: 12 };
      axis.axisLabel.color = soft;
      axis.axisLabel.fontSize = 12;
      axis.axisLine = axis.axisTick = { show: false };
      axis.splitLine = { show: !option.axes, lineStyle: { color: rule } };
    });
    return option;
  }

  // written puts on the axes what the static chart has there, at the same places.
  function written(option, soft, rule) {
    [[option.xAxis[0], option.axes.x], [option.yAxis[0], option.axes.y]].forEach(function (pair) {
      var axis = pair[0], texts = {}, values = pair[1].map(function (t) { texts[t.value] = t.text; return t.value; });
      axis.axisLabel = Object.assign(axis.axisLabel || {}, {
        customValues: values, showMinLabel: true, showMaxLabel: true, hideOverlap: false,
        formatter: function (value) { return texts[value] === undefined ? "" : texts[value]; }
      });
    });
    var y = option.yAxis[0];
    Object.assign(y.axisLabel, { margin: 6, color: soft, fontSize: 12 });
    y.nameTextStyle = { align: "left", color: soft, fontSize: 12 };
    y.interval = option.axes.y[1].value - option.axes.y[0].value;
    y.axisLine = y.axisTick = { show: false };
    y.splitLine = { lineStyle: { color: rule } };
    option.series.forEach(function (series) {
      if (series.lineStyle && series.lineStyle.type) series.lineStyle.type = series.lineStyle.type.map(Number);
    });
  }

  function enliven(box) {
    var still = box.querySelector("svg");
    var source = document.getElementById(box.dataset.chart + "-option").textContent;
    var live = document.createElement("div");
    live.className = "chart-live";
    live.style.height = still.getAttribute("height") + "px";
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", still.getAttribute("aria-label"));
    box.appendChild(live);
    box.classList.add("is-live");
    var chart = echarts.init(live, null, { renderer: "svg" });
    var draw = function () { chart.setOption(themed(JSON.parse(source)), true); };
    draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    new ResizeObserver(function () { if (live.clientWidth) chart.resize(); }).observe(live);
  }

  // A chart comes alive when it is near the window and the page stands still, so that scrolling never waits for one: a page
  // may have hundreds. Until then its static form stands there.
  var near = new Set(), pause;

  function rest() {
    clearTimeout(pause);
    pause = setTimeout(next, 150);
  }

  function next() {
    var box = near.values().next().value;
    if (!box) return;
    near.delete(box);
    observer.unobserve(box);
    enliven(box);
    pause = setTimeout(next, 0);
  }

  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { near[entry.isIntersecting ? "add" : "delete"](entry.target); });
    rest();
  }, { rootMargin: "50% 0px" });
  document.querySelectorAll("[data-chart]").forEach(function (box) { observer.observe(box); });
  addEventListener("scroll", rest, { passive: true });
})();
