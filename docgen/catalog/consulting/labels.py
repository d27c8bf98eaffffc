"""The enumerated keys of the programme and what each is called in a document's language.

Payloads and figures hold keys; only documents show labels.  ``status`` gathers every
kind of status, so that ``{{ item.status | label }}`` works for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.catalog.kinds import Keys

__all__ = ["LABELS", "keys", "label", "labels"]

# group -> key -> (English, Chinese)
LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "status": {
        "open": ("Open", "待处理"),
        "in_progress": ("In progress", "进行中"),
        "monitoring": ("Monitoring", "观察中"),
        "closed": ("Closed", "已关闭"),
        "not_started": ("Not started", "未开始"),
        "done": ("Completed", "已完成"),
        "done_late": ("Completed late", "延期完成"),
        "delayed": ("Delayed", "已延期"),
        "on_hold": ("On hold", "已暂停"),
        "upcoming": ("Upcoming", "未到期"),
        "overdue": ("Overdue", "已逾期"),
        "proposed": ("Proposed", "已建议"),
        "accepted": ("Accepted", "已采纳"),
        "declined": ("Declined", "未采纳"),
        "not_submitted": ("Not submitted", "未提交"),
        "awaiting": ("Awaiting confirmation", "待确认"),
        "confirmed": ("Confirmed", "已确认"),
        "confirmed_late": ("Confirmed late", "逾期确认"),
        "silent": ("No response in time, deemed confirmed", "逾期未反馈，视为无异议"),
        "objected": ("Objection raised", "客户提出异议"),
        "met": ("Met", "满足"),
        "partly_met": ("Partly met", "部分满足"),
        "not_met": ("Not met", "不满足"),
        "waived": ("Waived by agreement", "经双方同意豁免"),
        "achieved": ("Achieved", "达成"),
        "partly_achieved": ("Partly achieved", "部分达成"),
        "missed": ("Missed", "未达成"),
        "planned": ("Planned", "已计划"),
    },
    "severity": {
        "critical": ("Critical", "严重"),
        "high": ("High", "高"),
        "medium": ("Medium", "中"),
        "low": ("Low", "低"),
    },
    "priority": {"high": ("High", "高"), "medium": ("Medium", "中"), "low": ("Low", "低")},
    "risk_kind": {"problem": ("Problem", "问题"), "risk": ("Risk", "风险")},
    "rag": {
        "green": ("On target", "达标"),
        "amber": ("Needs attention", "关注"),
        "red": ("Off target", "预警"),
        "none": ("No figure", "无数据"),
    },
    "health": {
        "green": ("On track", "正常"),
        "amber": ("Needs attention", "需关注"),
        "red": ("At risk", "有风险"),
    },
    "direction": {"up": ("Higher is better", "越高越好"), "down": ("Lower is better", "越低越好")},
    "tendency": {
        "better": ("Better", "改善"),
        "same": ("Unchanged", "持平"),
        "worse": ("Worse", "转差"),
        "none": ("No earlier figure", "无上期数据"),
    },
    "edition": {"standard": ("Standard edition", "标准版"), "premium": ("Premium edition", "尊享版")},
    "supplement": {
        "domain_expert": ("Domain expert services", "领域专家服务"),
        "project_management": ("Digital project management services", "数字化项目管理服务"),
    },
    "scenario": {
        "digital_marketing": ("Digital marketing", "数字化营销"),
        "production_marketing": ("Production and marketing collaboration", "产销协同"),
        "customer_service": ("Intelligent customer service", "智能客服"),
    },
    "start_basis": {
        "contract_signed": ("Contract signed", "合同签署"),
        "order_paid": ("Online order paid", "线上订单支付完成"),
    },
    "party": {
        "customer": ("Customer", "客户方"),
        "provider": ("Provider", "服务方"),
        "third_party": ("Third party", "第三方"),
    },
    "stage": {
        "preparation": ("Project preparation", "项目准备"),
        "analysis": ("Current situation and demand analysis", "现状调研与需求分析"),
        "design": ("Discussion and scheme design", "研讨与方案设计"),
        "landing": ("Landing execution planning and monitoring", "落地执行规划及监控"),
        "enablement": ("Knowledge transfer and empowerment", "知识传递及赋能提升"),
        "improvement": ("Continuous improvement and feedback", "持续改进及反馈"),
        "acceptance": ("Acceptance of the service", "咨询服务验收"),
    },
    "deliverable": {
        "project_plan": ("Project Consulting Plan", "项目咨询计划"),
        "research_report": ("Research and Analysis Report", "客户成功调研分析报告"),
        "service_plan": ("Customer Success Service Plan", "客户成功服务方案"),
        "monthly_report": ("Comprehensive Service Report", "客户综合服务报告"),
        "workshop_record": ("Digital Transformation Training / Workshop", "数字化转型专题培训/研讨会"),
        "effect_evaluation": ("Effect Evaluation and Action Improvement Plan", "效果评估与行动改进方案"),
        "acceptance_report": ("Service Acceptance Report", "客户成功咨询服务验收报告"),
    },
    "deliverable_type": {"document": ("Document", "文档"), "event": ("Training / meeting", "培训/会议")},
    "entry_kind": {"investment": ("Investment", "投入"), "benefit": ("Benefit", "收益")},
    "basis": {"actual": ("Actual", "实际"), "forecast": ("Forecast", "预测")},
    "suggestion": {
        "optimisation": ("Optimisation", "配置优化"),
        "upgrade": ("Product upgrade", "产品升级"),
        "new_feature": ("New feature", "新功能"),
        "cost": ("Cost", "成本优化"),
        "security": ("Security", "安全加固"),
    },
    "event": {
        "executive_workshop": ("Executive workshop", "高层研讨会"),
        "industry_workshop": ("Industry digital transformation workshop", "行业数字化转型研讨会"),
        "expert_session": ("Subject matter expert session", "领域专家研讨（SME）"),
        "training": ("Training", "专题培训"),
    },
    "infrastructure": {
        "compute": ("Compute", "计算"),
        "network": ("Network", "网络"),
        "storage": ("Storage and backup", "存储与备份"),
        "database": ("Database", "数据库"),
        "data_platform": ("Data platform", "数据平台"),
        "security": ("Security", "安全"),
        "operations": ("Operations management", "运维管理"),
    },
    "disposition": {
        "keep": ("Keep", "保留"),
        "improve": ("Improve", "优化"),
        "replace": ("Replace", "替换"),
        "retire": ("Retire", "下线"),
        "build": ("Build new", "新建"),
    },
    "horizon": {"short": ("Short term", "近期"), "mid": ("Mid term", "中期"), "long": ("Long term", "远期")},
    "pdca": {
        "plan": ("Plan", "计划（P）"),
        "do": ("Do", "执行（D）"),
        "check": ("Check", "检查（C）"),
        "act": ("Act", "处置（A）"),
    },
    "lesson": {"strength": ("What went well", "有效做法"), "improvement": ("What to improve", "改进空间")},
    "style": {
        "number": ("Number", "数值"),
        "percent": ("Percentage", "百分比"),
        "money": ("Amount", "金额"),
    },
    "language": {"en": ("English", "英文"), "zh": ("Chinese", "中文")},
    "confidentiality": {
        "public": ("Public", "公开"),
        "internal": ("For internal use", "内部"),
        "confidential": ("Confidential", "机密"),
    },
    "boolean": {"true": ("Yes", "是"), "false": ("No", "否")},
}


def keys(group: str, *only: str) -> Keys:
    """Return the keys of a group, or the given ones of it; raise KeyError for one that it does not have."""
    known = LABELS[group]
    for key in only:
        known[key]
    return Keys(group, only or known)


def label(group: str, key: str, language: str) -> str:
    """Return what one key is called in the language."""
    english, chinese = LABELS[group][key]
    return chinese if language == "zh" else english


def labels(language: str) -> dict[str, Any]:
    """Return every group in one language, as ``{"status": {"open": "Open", …}, …}``."""
    return {group: {key: label(group, key, language) for key in members} for group, members in LABELS.items()}
