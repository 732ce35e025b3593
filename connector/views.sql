-- Views for people who read the catalog with SQL (in Datasette, mostly). Part of each snapshot.

-- every item once, categories as text, running time as h:mm:ss, in title order
CREATE VIEW catalog AS
SELECT
    items.video_id,
    items.display_title,
    items.year,
    CASE WHEN items.duration_seconds IS NULL THEN NULL ELSE
        printf('%d:%02d:%02d', items.duration_seconds / 3600,
               items.duration_seconds / 60 % 60, items.duration_seconds % 60)
    END AS runtime,
    (SELECT group_concat(category, ', ') FROM (
        SELECT category FROM item_categories
        WHERE item_categories.video_id = items.video_id ORDER BY category
    )) AS categories,
    items.show_title,
    items.season,
    items.episode,
    items.added_at,
    items.page_url,
    items.manifest_url,
    items.thumbnail_url,
    items.unavailable_reason,
    items.queue_warning,
    items.title,
    items.duration_seconds,
    items.title_order
FROM items
ORDER BY items.title_order;

-- one row for each item and category
CREATE VIEW by_category AS
SELECT
    item_categories.category,
    categories.slug,
    catalog.display_title,
    catalog.year,
    catalog.runtime,
    catalog.video_id,
    catalog.title_order
FROM item_categories
JOIN categories USING (category)
JOIN catalog USING (video_id)
ORDER BY item_categories.category, catalog.title_order;

CREATE VIEW uncategorised AS
SELECT * FROM catalog
WHERE NOT EXISTS (
    SELECT 1 FROM item_categories WHERE item_categories.video_id = catalog.video_id
);

-- in run order: within a show by season and number, specials (season 0) after the rest
CREATE VIEW episodes AS
SELECT
    items.show,
    items.show_title,
    items.season,
    items.episode,
    items.episode_last,
    items.part,
    catalog.display_title,
    catalog.runtime,
    items.video_id,
    items.title_order
FROM items
JOIN catalog USING (video_id)
WHERE items.show IS NOT NULL
ORDER BY items.show, items.season = 0, items.season, items.episode, items.part, items.title_order;

CREATE VIEW shows AS
SELECT
    show,
    min(show_title) AS show_title,
    count(DISTINCT season) AS seasons,
    count(*) AS episodes,
    min(CASE WHEN season > 0 THEN season END) AS first_season,
    max(season) AS last_season,
    printf('%d:%02d:%02d', total(duration_seconds) / 3600,
           total(duration_seconds) / 60 % 60, total(duration_seconds) % 60) AS runtime
FROM items
WHERE show IS NOT NULL
GROUP BY show
ORDER BY episodes DESC, show;

-- items that say the same name and year
CREATE VIEW duplicates AS
SELECT
    catalog.display_title,
    catalog.year,
    catalog.runtime,
    catalog.categories,
    catalog.video_id,
    catalog.title,
    items.folded_display,
    count(*) OVER (PARTITION BY items.folded_display, items.year) AS copies
FROM items
JOIN catalog USING (video_id)
WHERE items.folded_display IN (
    SELECT folded_display FROM items
    WHERE folded_display <> '' GROUP BY folded_display, year HAVING count(*) > 1
)
AND EXISTS (
    SELECT 1 FROM items AS other
    WHERE other.folded_display = items.folded_display
      AND other.year IS items.year AND other.video_id <> items.video_id
)
ORDER BY items.folded_display, catalog.title_order;

-- what cannot be queued, or may fail to
CREATE VIEW attention AS
SELECT video_id, display_title, unavailable_reason, queue_warning, page_url, title_order
FROM items
WHERE unavailable_reason IS NOT NULL OR queue_warning IS NOT NULL
ORDER BY unavailable_reason IS NULL, title_order;
