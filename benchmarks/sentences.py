"""Text for the workloads: the same words every time, Chinese and English, as long as a real report's."""

from __future__ import annotations

__all__ = ["phrase", "prose"]

_ENGLISH = (
    "The order desk answers within the agreed time",
    "Stock in the central warehouse is counted every evening",
    "The campaign for returning members ran in four regions",
    "Two interfaces to the planning system were tested again",
    "Store managers asked for a shorter approval of discounts",
    "The weekly plan now starts from confirmed orders",
    "Training covered all shift leaders of both plants",
)
_CHINESE = (
    "门店补货申请当天完成审批",
    "会员复购活动覆盖四个区域",
    "产销计划以已确认订单为起点滚动更新",
    "主数据核对结果每周五同步业务部门",
    "两个接口已完成回归测试并恢复运行",
    "各班组长完成新流程培训并通过考核",
    "库存周转较上月有明显改善",
)


def phrase(number: int) -> str:
    """Return one sentence in both languages, chosen by number."""
    return f"{_CHINESE[number % 7]}。{_ENGLISH[number * 3 % 7]} (No. {number})."


def prose(start: int, sentences: int) -> str:
    """Return a paragraph of the given number of sentences."""
    return " ".join(phrase(number) for number in range(start, start + sentences))
