// Resolves with the milliseconds since navigation at which a person can use the page: the metrics have numbers, and
// the table's grid holds rows that are drawn on its canvas.
({ metrics, table }) =>
  new Promise((resolve) => {
    const numbers = () =>
      [...document.querySelectorAll('.st-key-metrics [data-testid="stMetricValue"]')].filter((value) =>
        /\d/.test(value.textContent),
      ).length;

    const drawn = () => {
      const canvas = document.querySelector(`${table} canvas`);
      if (!canvas || !document.querySelector(`${table} table[role="grid"] tbody tr`)) return false;
      const belowTheHeader = canvas.getContext("2d").getImageData(0, 40, 200, 30).data;
      return new Set(belowTheHeader).size > 8; // text is drawn in many shades, an empty canvas in one or two
    };

    const look = () => {
      if (numbers() >= metrics && drawn()) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
