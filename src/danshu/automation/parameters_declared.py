"""Parameters that protect from rules that call each other."""

from danshu.parameters.registry import parameter

parameter(
    "automation_max_depth", group="system", type="integer", default=3, minimum=1, maximum=10,
    zh=("自动化层数上限", "一条自动化规则引起另一条，最多连续几层，超过则停下"),
    en=("Depth of automation", "How many automatic rules may cause each other in a row before they are stopped"),
)  # fmt: skip
parameter(
    "automation_runs_per_hour", group="system", type="integer", default=20, minimum=1, maximum=1000,
    zh=("自动化次数上限", "同一条规则对同一条记录一小时内最多执行几次，超过则停下"),
    en=("Runs of automation", "How often one automatic rule may run for one record within an hour before it is stopped"),
)  # fmt: skip
