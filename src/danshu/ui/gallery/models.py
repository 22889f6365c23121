"""Invented orders in a temporary table: the gallery needs rows, the product's schema stays free of them."""

from __future__ import annotations

from django.db import connection, models

ROWS = 286
CREATE = """
CREATE TEMPORARY TABLE IF NOT EXISTS ui_gallery_order AS
SELECT n AS id,
       'SO-2609' || lpad((18 - n %% 18)::text, 2, '0') || '-' || lpad((400 - n)::text, 4, '0') AS number,
       (ARRAY['示例城东百货', '示例小满便利店', '示例青禾连锁超市', '示例海棠餐饮集团', '示例白鹭物业服务',
              '示例星河医院后勤', '示例云杉酒店管理', '示例 100%% 果汁坊', '示例北辰大学后勤处'])[1 + n %% 9] AS customer,
       (ARRAY['A', 'C', 'A', 'B', 'B', 'A', 'A', 'D', 'B'])[1 + n %% 9] AS level,
       timestamptz '2026-09-18 11:02+08' - n * interval '47 minutes' AS ordered_at,
       ((n * 7919) %% 90000 + 128)::numeric(14, 2) AS total,
       (CASE WHEN n %% 3 = 0 THEN 0 ELSE (n * 613) %% 20000 END)::numeric(14, 2) AS unpaid,
       (ARRAY['submitted', 'ready', 'partly', 'shipped', 'done', 'void', 'rejected'])[1 + n %% 7] AS status,
       (ARRAY['unpaid', 'part', 'paid', 'late'])[1 + n %% 4] AS payment,
       CASE WHEN n %% 5 = 0 THEN NULL ELSE date '2026-09-19' + (n %% 9) END AS due,
       (ARRAY['李四', '郑十', '孙七'])[1 + n %% 3] AS owner
FROM generate_series(1, %s) AS n
"""


class GalleryOrder(models.Model):
    """An invented order."""

    id = models.IntegerField(primary_key=True)
    number = models.CharField(max_length=30)
    customer = models.CharField(max_length=50)
    level = models.CharField(max_length=1)
    ordered_at = models.DateTimeField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    unpaid = models.DecimalField(max_digits=14, decimal_places=2)
    status = models.CharField(max_length=20)
    payment = models.CharField(max_length=20)
    due = models.DateField(null=True)
    owner = models.CharField(max_length=20)

    objects: models.Manager[GalleryOrder] = models.Manager()

    class Meta:
        app_label = "ui"
        managed = False
        db_table = "ui_gallery_order"


def rows() -> models.QuerySet[GalleryOrder]:
    """The invented orders; the table is made in this connection when it is missing."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE, [ROWS])
    return GalleryOrder.objects.all()
